"""A mail server of a few lines that does what it is told to, at each step of the conversation."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "body", "after")
Answer = str  # an SMTP reply like "550 no", or one of these:
HANG_UP = "hang up"


@dataclass
class Server:
    """`answers` maps a step to what is said there; a function of the step's argument, a reply, or HANG_UP."""

    port: int = 0
    answers: dict[str, Answer | Callable[[str], Answer]] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    def answer(self, step: str, argument: str, usual: str) -> str:
        wanted = self.answers.get(step, usual)
        return wanted(argument) if callable(wanted) else wanted


class Conversation(socketserver.StreamRequestHandler):
    told: Server

    def handle(self) -> None:
        self.told.connections += 1
        if not self.reply("connect", "", "220 ready"):
            return
        for line in self.rfile:
            word = line.decode().strip()
            verb = word.split(" ")[0].split(":")[0].upper()
            if not self.obey(verb, word):
                return

    def obey(self, verb: str, word: str) -> bool:
        if verb in ("EHLO", "HELO"):
            return self.reply("ehlo", word, "250 here")
        if verb == "MAIL":
            return self.reply("mail", word, "250 ok")
        if verb == "RCPT":
            return self.reply("rcpt", word, "250 ok")
        if verb == "DATA":
            return self.reply("data", word, "354 go on") and self.read_body()
        if verb == "QUIT":
            self.reply("quit", word, "221 bye")
            return False
        return self.say("250 ok")

    def read_body(self) -> bool:
        if self.told.answer("data", "", "354")[:3] != "354":
            return True
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        answer = self.told.answer("body", "", "250 taken")
        if answer.startswith("250"):
            self.told.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
            answer = self.told.answer("after", "", answer)
        return self.say(answer)

    def reply(self, step: str, argument: str, usual: str) -> bool:
        return self.say(self.told.answer(step, argument, usual))

    def say(self, words: str) -> bool:
        if words == HANG_UP:
            return False
        self.wfile.write(f"{words}\r\n".encode())
        return True


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server() -> Iterator[Server]:
    """Listens on a free port of this machine until the block ends."""
    told = Server()
    handler = type("Told", (Conversation,), {"told": told})
    with Listener(("127.0.0.1", 0), handler) as listener:
        told.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            listener.shutdown()
            thread.join()
