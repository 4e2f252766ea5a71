"""Makes the sheets of sprites beside concepts.tsv from two sets of emoji.

    apt-get install fonts-noto-color-emoji                 # 2.042
    npm pack emoji-datasource-twitter@16.0.0 && tar xzf emoji-datasource-twitter-16.0.0.tgz
    python3 config/demo-model/training/sprites.py /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf package/img/twitter/64
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WORLD = Path(__file__).parents[3] / "streams-app/src/main/resources/world"
COLUMNS = 24
FONT_SIZE = 109  # the only one that the font has


def noto(font, code):
    glyph = Image.new("RGBA", (180, 180))
    text = "".join(chr(int(point, 16)) for point in code.split("-"))
    ImageDraw.Draw(glyph).text((10, 10), text, font=font, embedded_color=True)
    return glyph


def twemoji(folder, code):
    file = next(folder / name for name in (f"{code}.png", f"{code}-fe0f.png") if (folder / name).exists())
    return Image.open(file).convert("RGBA")


def squared(glyph, side):
    glyph = glyph.crop(glyph.getbbox())
    square = Image.new("RGBA", (max(glyph.size),) * 2)
    square.paste(glyph, ((square.width - glyph.width) // 2, (square.height - glyph.height) // 2))
    return square.resize((side, side), Image.Resampling.LANCZOS)


def sheet(codes, glyph, side, out):
    pictures = Image.new("RGBA", (COLUMNS * side, -(-len(codes) // COLUMNS) * side))
    for index, code in enumerate(codes):
        pictures.paste(squared(glyph(code), side), (index % COLUMNS * side, index // COLUMNS * side))
    pictures.quantize(256, method=Image.Quantize.FASTOCTREE).save(out, optimize=True)


lines = [line.split("\t") for line in (WORLD / "concepts.tsv").read_text().splitlines() if not line.startswith("#")]
codes = [code for line in lines for code in line[0].split(" ")]
font = ImageFont.truetype(sys.argv[1], FONT_SIZE)
sheet(codes, lambda code: noto(font, code), 96, WORLD / "noto.png")
sheet(codes, lambda code: twemoji(Path(sys.argv[2]), code), 64, WORLD / "twemoji.png")
