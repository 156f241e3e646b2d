"""How the installation is: what each part of it says of itself, and how to mend what is wrong."""

import json
import platform
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from smtplib import SMTPException

from clamav_client.clamd import ClamdError
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from shifan.models import Answer, Message, Organisation
from shifan.queries import scanner, upload
from shifan.render import fonts
from shifan.render.characters import visible

OK, WARN, FAIL = "ok", "warn", "fail"
STUCK = timedelta(hours=1)  # running for longer than this, its worker was killed
OLDEST = timedelta(minutes=15)  # queued for longer than this, nobody is at work
MOST_ANSWERS = 50_000  # the newest are looked at for characters without a font
SPACE_WARN, SPACE_FAIL = 2 * 1024**3, 200 * 1024**2
PROBE = "doctor/probe"
PARTS = ("Django", "granian", "typst", "common-expression-language", "Pillow", "psycopg", "django-tasks-db")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at: `state` is ok, warn or fail; `mend` says what to do about it, if anything."""

    part: str
    state: str
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


def examine(now: datetime) -> tuple[Line, ...]:
    """This function will look at every part; a part that breaks while it is looked at is a line that fails."""
    looks: tuple[Callable[[], Iterable[Line]], ...] = (
        _python, _database, _migrations, lambda: _worker(now), _storage, _fonts, _characters, _mail, _secret,
        _addresses, _scanner, lambda: _uploads(now),
    )  # fmt: skip
    return tuple(line for look in looks for line in look())


def _python() -> Iterable[Line]:
    parts = ", ".join(f"{name} {version(name)}" for name in PARTS)
    said = f"Python {platform.python_version()}; Shifan {version('shifan')}; {parts}"
    yield Line("python", OK, said, said)


def _database() -> Iterable[Line]:
    try:
        with connection.cursor() as cursor:
            number = _server_version(cursor)
            started = time.perf_counter()
            cursor.execute("SELECT 1")
            cursor.fetchone()
            took = (time.perf_counter() - started) * 1000
    except Error as problem:
        mend = "检查 DATABASE_URL 和数据库服务", "look at DATABASE_URL and at the database server"
        yield Line("database", FAIL, f"无法连接：{problem}", f"no connection: {problem}", *mend)
        return
    said = f"{connection.display_name} {number}, {took:.1f} ms"
    if connection.vendor == "sqlite" and not settings.DEMO:
        mend = "正式运行请用 PostgreSQL：设置 DATABASE_URL", "run PostgreSQL in production: set DATABASE_URL"
        yield Line("database", WARN, said, said, *mend)
    else:
        yield Line("database", OK, said, said)


def _server_version(cursor) -> str:
    if connection.vendor == "sqlite":
        return sqlite3.sqlite_version
    cursor.execute("SHOW server_version")
    return str(cursor.fetchone()[0])


def _migrations() -> Iterable[Line]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        yield Line("migrations", FAIL, f"无法读取：{problem}", f"cannot be read: {problem}")
        return
    if waiting:
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _ in waiting[:3])
        zh, en = f"有 {len(waiting)} 个迁移未执行（{names} …）", f"{len(waiting)} not applied ({names} …)"
        yield Line("migrations", FAIL, zh, en, "运行 shifan manage migrate", "run shifan manage migrate")
    else:
        yield Line("migrations", OK, "全部已执行", "all applied")


def _worker(now: datetime) -> Iterable[Line]:
    """Judge by the queue: the worker leaves no other trace."""
    if not apps.is_installed("django_tasks_db"):
        yield Line("worker", OK, "不使用数据库队列", "no queue in the database")
        return
    queue = apps.get_model("django_tasks_database", "DBTaskResult").objects
    try:
        waiting = queue.ready().order_by("enqueued_at")
        count, oldest = waiting.count(), waiting.values_list("enqueued_at", flat=True).first()
        last = queue.finished().order_by("-finished_at").values_list("finished_at", flat=True).first()
        failed = queue.failed().filter(finished_at__gte=now - timedelta(days=1)).count()
        stuck = queue.running().filter(started_at__lt=now - STUCK).count()
    except Error as problem:
        yield Line("worker", FAIL, f"无法读取队列：{problem}", f"the queue cannot be read: {problem}")
        return
    done_zh = f"最近完成于 {_ago(now - last)} 前" if last else "尚无完成的任务"
    done_en = f"last finished {_ago(now - last)} ago" if last else "nothing finished yet"
    zh = f"排队 {count} 项，{done_zh}，一天内失败 {failed} 项"
    en = f"{count} queued, {done_en}, {failed} failed in a day"
    if oldest is not None and now - oldest > OLDEST:
        mend = "启动 shifan worker（可多开）", "start shifan worker (as many as you like)"
        waited = _ago(now - oldest)
        yield Line("worker", FAIL, f"{zh}；最早一项已等 {waited}", f"{en}; oldest {waited}", *mend)
    elif stuck:
        mend = "重启后仍在运行状态的任务须重新生成文件", "the worker was killed; ask for those documents again"
        yield Line("worker", WARN, f"{zh}；{stuck} 项运行超过一小时", f"{en}; {stuck} running for over an hour", *mend)
    elif failed:
        mend = "在文件页面重试，或查看 worker 日志", "try again from the document's page, or read the worker's log"
        yield Line("worker", WARN, zh, en, *mend)
    else:
        yield Line("worker", OK, zh, en)


def _storage() -> Iterable[Line]:
    try:
        kept = default_storage.save(PROBE, ContentFile(b"probe"))
        default_storage.delete(kept)
    except OSError as problem:
        mend = "检查 SHIFAN_DATA 文件夹的权限", "look at who may write to the folder SHIFAN_DATA"
        yield Line("storage", FAIL, f"不能写入：{problem}", f"cannot be written: {problem}", *mend)
        return
    free = shutil.disk_usage(settings.DATA).free
    zh, en = f"可写，剩余 {free / 1024**3:.1f} GB（{settings.MEDIA_ROOT}）", f"writable, {free / 1024**3:.1f} GB free"
    state = FAIL if free < SPACE_FAIL else WARN if free < SPACE_WARN else OK
    mend = ("腾出磁盘空间", "free some space") if state != OK else ("", "")
    yield Line("storage", state, zh, en, *mend)


def _fonts() -> Iterable[Line]:
    """Say for each role of official typography which family and file serve it, the one that is taken first."""
    mend = (
        "安装 fonts/ 的字体包，或设置 SHIFAN_FONT_DIRS",
        "install the distribution of fonts/, or set SHIFAN_FONT_DIRS",
    )
    at_hand = fonts.configured(tuple(Path(folder) for folder in settings.FONT_DIRS))
    missing = fonts.wanting(at_hand)
    files: dict[str, str] = {}
    for font in fonts.loaded(at_hand.folders).fonts():
        files.setdefault(font.family, Path(font.path).name if font.path else "")
    for role, families in at_hand.roles.items():
        held = [name for name in families if name not in missing[role]]
        said = ", ".join(f"{name} ({files.get(name, '')})" for name in held)
        if not held:
            yield Line(f"font.{role}", FAIL, "没有可用字体", "no font", *mend)
        elif absent := ", ".join(name for name in missing[role] if name in fonts.ROLES[role]):
            # Of the fonts that offices buy one for each role is enough, and none is needed.
            yield Line(f"font.{role}", WARN, f"{said}；缺少 {absent}", f"{said}; missing {absent}", *mend)
        else:
            yield Line(f"font.{role}", OK, said, said)


def _characters() -> Iterable[Line]:
    """Name the characters filled in that no font has; on paper each is a box with its code point."""
    at_hand = fonts.configured(tuple(Path(folder) for folder in settings.FONT_DIRS))
    try:
        newest = Answer.objects.order_by("-pk").values_list("value", flat=True)[:MOST_ANSWERS]
        seen = {character for value in newest.iterator() for character in json.dumps(value, ensure_ascii=False)}
        seen |= {character for name in Organisation.objects.values_list("name", flat=True) for character in name}
    except Error:
        return  # the line of the database says why
    if missing := fonts.missing(at_hand, visible("".join(seen))):
        named = " ".join(f"{character}(U+{ord(character):04X})" for character in missing[:20])
        mend = "在 SHIFAN_FONT_DIRS 中加入含这些字的字体", "add a font that has them to SHIFAN_FONT_DIRS"
        zh, en = (
            f"已填内容中 {len(missing)} 个字符没有字体：{named}",
            f"{len(missing)} characters have no font: {named}",
        )
        yield Line("font.characters", WARN, zh, en, *mend)
    else:
        said = "已填内容的每个字符都有字体", "every character filled in has a font"
        yield Line("font.characters", OK, *said)


def _mail() -> Iterable[Line]:
    kind = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if kind == "filebased":
        zh, en = f"邮件写入文件夹 {settings.EMAIL_FILE_PATH}", f"mail is written to {settings.EMAIL_FILE_PATH}"
        yield Line("mail", WARN, zh, en, "设置 SHIFAN_SMTP", "set SHIFAN_SMTP")
    elif kind == "smtp":
        yield _mail_server()
    else:
        yield Line("mail", OK, "邮件不外发（演示）", "mail goes nowhere (a demo)")
    failed = Message.objects.filter(mail=Message.Mail.FAILED).order_by("-pk")
    try:
        problems = list(failed.values_list("mail_problem", flat=True))
    except Error:  # said already, where the migrations are looked at
        return
    if problems:
        count, last = len(problems), problems[0]
        zh, en = f"{count} 封邮件发送失败，最近一次：{last}", f"{count} mails failed, the last: {last}"
        yield Line("mail.failed", WARN, zh, en, "修正后由 worker 自动重试", "the worker tries again once it is mended")


def _mail_server() -> Line:
    """Say hello to the mail server and sign in, as sending does."""
    said = f"SMTP {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            return Line("mail", OK, said, said)
    except (OSError, SMTPException) as problem:
        mend = "检查 SHIFAN_SMTP 和邮件服务器", "look at SHIFAN_SMTP and at the mail server"
        return Line("mail", FAIL, f"{said}：{problem}", f"{said}: {problem}", *mend)


def _secret() -> Iterable[Line]:
    path = settings.DATA / "secret-key"
    if len(settings.SECRET_KEY) < 40:
        mend = "设置至少 50 个字符的 SHIFAN_SECRET_KEY", "set SHIFAN_SECRET_KEY to 50 characters or more"
        yield Line("secret_key", FAIL, "密钥过短", "the key is too short", *mend)
    elif path.is_file() and path.read_text().strip() == settings.SECRET_KEY:
        is_private = path.stat().st_mode & 0o077 == 0
        mend = ("", "") if is_private else (f"运行 chmod 600 {path}", f"run chmod 600 {path}")
        state = OK if is_private else FAIL
        zh, en = f"来自文件 {path}；多台机器须用同一密钥", f"from {path}; several machines must share it"
        yield Line("secret_key", state, zh, en, *mend)
    else:
        yield Line("secret_key", OK, "来自环境变量", "from the environment")


def _addresses() -> Iterable[Line]:
    names = ", ".join(settings.ALLOWED_HOSTS)
    if settings.DEMO or settings.SECURE_SSL_REDIRECT:
        yield Line("addresses", OK, names, names)
    else:
        mend = "在反向代理后设置 SHIFAN_HTTPS=1 和 SHIFAN_HOSTS", "behind a proxy set SHIFAN_HTTPS=1 and SHIFAN_HOSTS"
        yield Line("addresses", WARN, f"{names}；未启用 HTTPS", f"{names}; without HTTPS", *mend)


def _scanner() -> Iterable[Line]:
    """Ask the virus scanner for its name."""
    if not scanner.is_configured():
        zh, en = "未设置，上传的文件不扫描", "none set; files that come in are not scanned"
        yield Line("scanner", OK if settings.DEMO else WARN, zh, en, "设置 SHIFAN_CLAMD", "set SHIFAN_CLAMD")
        return
    try:
        said = scanner.version()
    except (ClamdError, OSError, ValueError) as problem:
        mend = "检查 SHIFAN_CLAMD 和 clamd 服务", "look at SHIFAN_CLAMD and at clamd"
        yield Line("scanner", FAIL, f"无法连接：{problem}", f"no connection: {problem}", *mend)
        return
    yield Line("scanner", OK, said, said)


def _uploads(now: datetime) -> Iterable[Line]:
    """Count what is on its way, and what should have been swept away."""
    try:
        count, old = upload.count(now)
    except Error:  # said already, where the migrations are looked at
        return
    zh, en = f"{count} 个未传完", f"{count} unfinished"
    if old:
        zh, en = f"{zh}，{old} 个早该清除", f"{en}, {old} should be gone"
    mend = ("启动 shifan worker", "start shifan worker") if old else ("", "")
    yield Line("uploads", WARN if old else OK, zh, en, *mend)


def _ago(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
