"""Makes the sheets of sprites beside concepts.tsv from three sets of emoji.

    apt-get install fonts-noto-color-emoji                 # 2.042
    npm install emoji-datasource-twitter@16.0.0 @iconify-json/fluent-emoji-flat@1.2.6
    pip install resvg_py==0.5.0                            # draws SVG
    python3 config/demo-model/training/sprites.py /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf node_modules
"""

import io
import json
import sys
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw, ImageFont

WORLD = Path(__file__).parents[3] / "streams-app/src/main/resources/world"
COLUMNS = 24
FONT_SIZE = 109  # the only one that the font has


def noto(font, code):
    glyph = Image.new("RGBA", (180, 180))
    text = "".join(chr(int(point, 16)) for point in code.split("-"))
    ImageDraw.Draw(glyph).text((10, 10), text, font=font, embedded_color=True)
    return glyph


def fluent(folder):
    """Drawings by code point, as SVG of 32 by 32."""
    icons = json.loads((folder / "icons.json").read_text())["icons"]
    names = json.loads((folder / "chars.json").read_text())
    return lambda code: drawn(icons[names[code] if code in names else names[code + "-fe0f"]]["body"])


def drawn(body):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=192, height=192)))).convert("RGBA")


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
font, packages = ImageFont.truetype(sys.argv[1], FONT_SIZE), Path(sys.argv[2])
sheet(codes, lambda code: noto(font, code), 96, WORLD / "noto.png")
sheet(codes, fluent(packages / "@iconify-json/fluent-emoji-flat"), 96, WORLD / "fluent.png")
sheet(codes, lambda code: twemoji(packages / "emoji-datasource-twitter/img/twitter/64", code), 64, WORLD / "twemoji.png")
