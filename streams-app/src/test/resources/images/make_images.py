"""Makes the images of this folder and images.json with what Pillow says of each: size and SHA-256 of convert("RGB").

Run with Pillow 13.0.0: python3 make_images.py
"""

import hashlib
import io
import json
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageOps

HERE = Path(__file__).parent
EXIF_ORIENTATION = 0x0112
random.seed(11)
entries = []


def picture(mode, width=23, height=17):
    """A gradient with a bright corner, so that every turn of it looks different."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), (x * 11 % 256, y * 15 % 256, (x * y * 3 + random.randrange(20)) % 256))
    for x in range(5):
        for y in range(3):
            image.putpixel((x, y), (250, 240, 10))
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize((width, height)))
        return image
    return image.convert(mode)


def keep(name, data, note, transpose=False):
    (HERE / name).write_bytes(data)
    image = Image.open(io.BytesIO(data))
    if transpose:
        image = ImageOps.exif_transpose(image)
    rgb = image.convert("RGB")
    entries.append({"file": name, "note": note, "width": rgb.width, "height": rgb.height,
                    "exif": "apply" if transpose else "ignore", "rgb_sha256": hashlib.sha256(rgb.tobytes()).hexdigest()})


def save(name, image, note, transpose=False, **options):
    buffer = io.BytesIO()
    image.save(buffer, format=name.rsplit(".")[-1].upper().replace("JPG", "JPEG"), **options)
    keep(name, buffer.getvalue(), note, transpose)


save("plain.gif", picture("P"), "one frame")
save("interlaced.gif", picture("P"), "interlaced", interlace=1)
frame = picture("P")
save("transparent.gif", frame, "transparent index keeps its colour", transparency=frame.getpixel((10, 10)))
save("two_frames.gif", picture("P"), "the first of two frames", save_all=True,
     append_images=[picture("P").transpose(Image.Transpose.ROTATE_180)])
plain = bytearray((HERE / "plain.gif").read_bytes())
plain[6:10] = struct.pack("<HH", 40, 30)
at = plain.index(b"\x2c\0\0\0\0", 13 + 3 * (2 << (plain[10] & 7)))
plain[at + 1:at + 5] = struct.pack("<HH", 7, 5)
keep("offset_frame.gif", bytes(plain), "a frame smaller than its screen")
plain[6:10] = struct.pack("<HH", 10, 9)
keep("frame_beyond_screen.gif", bytes(plain), "a frame larger than its screen")

save("rgb.bmp", picture("RGB"), "24 bits")
save("palette.bmp", picture("P"), "8 bits")
save("grey.bmp", picture("L"), "8 bits, grey palette")
save("bilevel.bmp", picture("1"), "1 bit")
save("rgba.bmp", picture("RGBA"), "32 bits")
rgb = bytearray((HERE / "rgb.bmp").read_bytes())
rgb[22:26] = struct.pack("<i", -17)
keep("top_down.bmp", bytes(rgb), "rows from the top")

for bits in (1, 2, 4):
    save(f"palette_{bits}bit.png", picture("P").quantize(2 ** bits), f"{bits}-bit palette", bits=bits)
save("rgba.png", picture("RGBA"), "alpha is dropped")
save("grey_alpha.png", picture("RGBA").convert("LA"), "grey with alpha")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, depth, colour, rows, extra=b""):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + extra
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


for bits in (1, 2, 4):
    keep(f"grey_{bits}bit.png", png(16, 8, bits, 0, [random.randbytes(16 * bits // 8) for _ in range(8)]), f"{bits}-bit grey")
keep("rgb_16bit.png", png(9, 7, 16, 2, [random.randbytes(9 * 6) for _ in range(7)]), "16-bit RGB")
keep("rgba_16bit.png", png(9, 7, 16, 6, [random.randbytes(9 * 8) for _ in range(7)]), "16-bit RGB with alpha")
keep("grey_alpha_16bit.png", png(9, 7, 16, 4, [random.randbytes(9 * 4) for _ in range(7)]), "16-bit grey with alpha")
keep("grey_16bit.png", png(9, 7, 16, 0, [random.randbytes(9 * 2) for _ in range(7)]), "16-bit grey, cut off at 255")

save("cmyk.jpg", picture("CMYK"), "CMYK, Adobe", quality=90)
cmyk = bytearray((HERE / "cmyk.jpg").read_bytes())
cmyk[cmyk.index(b"Adobe") + 11] = 2
keep("ycck.jpg", bytes(cmyk), "the same samples said to be YCCK")
save("rgb_420.jpg", picture("RGB"), "4:2:0", subsampling=2)
save("rgb_components.jpg", picture("RGB"), "stored as RGB, not YCbCr", keep_rgb=True)
save("grey.jpg", picture("L"), "grey")
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    save(f"exif_{orientation}.jpg", picture("RGB"), f"orientation {orientation}", transpose=True, exif=exif)
exif = Image.Exif()
exif[EXIF_ORIENTATION] = 6
save("exif_6.png", picture("RGB"), "orientation 6 in an eXIf chunk", transpose=True, exif=exif)

rows = [random.randbytes(9 * 2) for _ in range(7)]
keep("grey_16bit_transparent.png", png(9, 7, 16, 0, rows, chunk(b"tRNS", rows[0][:2])),
     "16-bit grey with a transparent colour, cut off at 255")
for bits, masks in ((15, (0x7C00, 0x3E0, 0x1F)), (16, (0xF800, 0x7E0, 0x1F))):
    pixels = b"".join(random.randbytes(9 * 2) + b"\0\0" for _ in range(7))
    header = struct.pack("<IiiHHIIiiIIIII", 52, 9, 7, 1, 16, 3, len(pixels), 2835, 2835, 0, 0, *masks)
    keep(f"rgb_{bits}bit.bmp", b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header))
         + header + pixels, f"{bits} bits a pixel")

save("lossy.webp", picture("RGB"), "lossy", quality=80)
save("lossless.webp", picture("RGB"), "lossless", lossless=True)
save("lossy_alpha.webp", picture("RGBA"), "lossy, alpha is dropped", quality=80)
save("lossless_alpha.webp", picture("RGBA"), "lossless, alpha is dropped", lossless=True, exact=True)
exif = Image.Exif()
exif[EXIF_ORIENTATION] = 6
save("exif_6.webp", picture("RGB"), "orientation 6", transpose=True, lossless=True, exif=exif)
for kind, options in (("lossy", dict(quality=80)), ("lossless", dict(lossless=True, exact=True))):
    save(f"animated_{kind}.webp", picture("RGBA"), f"two {kind} frames", save_all=True,
         append_images=[picture("RGBA")], duration=100, **options)
animated = bytearray((HERE / "animated_lossless.webp").read_bytes())
animated[24:30] = bytes([39, 0, 0, 29, 0, 0])
first = animated.index(b"ANMF") + 8
animated[first:first + 6] = bytes([4, 0, 0, 2, 0, 0])
keep("offset_frame.webp", bytes(animated), "a first frame smaller than its canvas")



def jpeg(name, note, ids, jfif, adobe):
    """Three components that are told apart by other markers, or other numbers, than encoders of today write."""
    buffer = io.BytesIO()
    picture("RGB").save(buffer, "JPEG", subsampling=0)
    data = buffer.getvalue()
    out = bytearray(data[:2])
    if adobe is not None:
        out += b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([adobe])
    start = 2
    while True:
        end = start + 2 + struct.unpack(">H", data[start + 2:start + 4])[0]
        segment = bytearray(data[start:end])
        if segment[1] == 0xC0:
            segment[10:17:3] = bytes(ids)
        if segment[1] == 0xDA:
            segment[5:10:2] = bytes(ids)
            keep(name, bytes(out + segment) + data[end:], note)
            return
        if segment[1] != 0xE0 or jfif:
            out += segment
        start = end


jpeg("unmarked.jpg", "YCbCr, which nothing says", (0, 1, 2), False, None)
jpeg("unmarked_rgb.jpg", "RGB, which the numbers of the components say", (82, 71, 66), False, None)
jpeg("jfif_and_adobe.jpg", "YCbCr by JFIF, RGB by Adobe", (1, 2, 3), True, 0)

(HERE / "images.json").write_text(json.dumps(entries, indent=1) + "\n")
