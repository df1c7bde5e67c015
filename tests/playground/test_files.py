"""Documents, photos, downloads."""

import pytest

from playground.client import Actor, PlaygroundError
from tests.playground.conftest import PNG, BotApi, Refused


async def test_a_persons_document_can_be_downloaded(bot: BotApi, heard: Actor) -> None:
    await heard.sends_file(b"\x00\r\n--x\r\n" * 100, name="名单 1.xlsx", caption="#名单")
    (update,) = await bot.updates()
    document = update["message"]["document"]
    assert (document["file_name"], document["file_size"]) == ("名单 1.xlsx", 800)
    assert document["mime_type"].endswith("spreadsheetml.sheet")
    assert update["message"]["caption_entities"] == [{"offset": 0, "length": 3, "type": "hashtag"}]
    info = await bot("getFile", file_id=document["file_id"])
    async with bot.session.get(f"{bot.url}/file/bot{bot.token}/{info['file_path']}") as answer:
        assert await answer.read() == b"\x00\r\n--x\r\n" * 100
    async with bot.session.get(f"{bot.url}/file/bot{bot.token}/documents/none") as answer:
        assert answer.status == 404


async def test_a_bots_document_and_photo(bot: BotApi, heard: Actor) -> None:
    sent = await bot.form("sendDocument", {"document": ("报表.xlsx", b"PK")}, chat_id=str(heard.id), caption="附件")
    assert sent["document"]["file_name"] == "报表.xlsx"
    seen = await heard.sees("附件")
    async with bot.session.get(bot.url + seen["file_url"]) as answer:
        assert await answer.read() == b"PK"
    photo = await bot.form("sendPhoto", {"photo": ("a.png", PNG)}, chat_id=str(heard.id))
    assert (photo["photo"][-1]["width"], photo["photo"][-1]["height"]) == (1, 1)
    again = await bot("sendDocument", chat_id=heard.id, document=sent["document"]["file_id"])
    assert again["document"] == sent["document"]


async def test_a_large_photo_has_a_thumbnail(bot: BotApi, heard: Actor) -> None:
    large = PNG[:16] + (1280).to_bytes(4) + (640).to_bytes(4) + PNG[24:]
    sent = await bot.form("sendPhoto", {"photo": ("a.png", large)}, chat_id=str(heard.id))
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [(320, 160), (1280, 640)]


async def test_refused_files(bot: BotApi, heard: Actor) -> None:
    chat = str(heard.id)
    with pytest.raises(Refused, match=r"^Bad Request: file must be non-empty$"):
        await bot.form("sendDocument", {"document": ("a", b"")}, chat_id=chat)
    with pytest.raises(Refused, match=r"^Bad Request: there is no document in the request$"):
        await bot("sendDocument", chat_id=chat)
    with pytest.raises(Refused, match=r"^Bad Request: wrong file identifier/HTTP URL specified$"):
        await bot("sendPhoto", chat_id=chat, photo="nonsense")
    with pytest.raises(Refused, match=r"^Bad Request: IMAGE_PROCESS_FAILED$"):
        await bot.form("sendPhoto", {"photo": ("a.png", b"text")}, chat_id=chat)
    thin = PNG[:16] + (21).to_bytes(4) + (1).to_bytes(4) + PNG[24:]
    with pytest.raises(Refused, match=r"^Bad Request: PHOTO_INVALID_DIMENSIONS$"):
        await bot.form("sendPhoto", {"photo": ("a.png", thin)}, chat_id=chat)
    with pytest.raises(Refused, match=r"^Bad Request: message caption is too long$"):
        await bot.form("sendPhoto", {"photo": ("a.png", PNG)}, chat_id=chat, caption="x" * 1025)
    with pytest.raises(Refused, match=r"^Bad Request: invalid file_id$"):
        await bot("getFile", file_id="nonsense")
    document = await bot.form("sendDocument", {"document": ("a", b"a")}, chat_id=chat)
    with pytest.raises(Refused, match=r"^Bad Request: can't use file of type Document as Photo$"):
        await bot("sendPhoto", chat_id=chat, photo=document["document"]["file_id"])


async def test_a_jpeg_is_an_image(bot: BotApi, heard: Actor) -> None:
    frame = b"\xff\xc0\x00\x11\x08" + (30).to_bytes(2) + (40).to_bytes(2) + b"\x03" + bytes(9)
    await heard.sends_file(b"\xff\xd8\xff\xe0\x00\x04ab" + frame, kind="photo", name="a.jpg")
    (update,) = await bot.updates()
    assert (update["message"]["photo"][0]["width"], update["message"]["photo"][0]["height"]) == (40, 30)
    with pytest.raises(PlaygroundError, match="IMAGE_PROCESS_FAILED"):
        await heard.sends_file(b"x", kind="photo")


async def test_a_file_too_big_to_download(bot: BotApi, heard: Actor) -> None:
    await heard.sends_file(bytes(20 * 1024 * 1024 + 1), name="big.bin")
    (update,) = await bot.updates()
    with pytest.raises(Refused, match=r"^Bad Request: file is too big$"):
        await bot("getFile", file_id=update["message"]["document"]["file_id"])
