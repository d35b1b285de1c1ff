"""A client of a language server: it opens files and asks about places in them."""

import json
import subprocess
from pathlib import Path


class Client:
    """Speaks the language server protocol with a process."""

    def __init__(self, command: list[str], folder: Path, options: dict) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.asked = 0
        self.versions = {}
        self.is_quiet = False
        self.fault = None
        capabilities = {
            "general": {"positionEncodings": ["utf-8"]},
            "textDocument": {"hover": {"contentFormat": ["markdown"]}, "rename": {"prepareSupport": True}},
            "workspace": {"workspaceEdit": {"documentChanges": True}},
            "experimental": {"serverStatusNotification": True},
        }
        parameters = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": capabilities,
            "initializationOptions": options,
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
        }
        self.ask("initialize", parameters)
        self.tell("initialized", {})

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(timeout=60)

    def wait(self) -> None:
        """Waits until the server has read everything."""
        while not self.is_quiet:
            self.receive()
        if self.fault:
            raise RuntimeError(self.fault)

    def write(self, file: Path, text: str) -> None:
        """Shows the server the text of a file, whatever is on the disk."""
        version = self.versions[file] = self.versions.get(file, 0) + 1
        document = {"uri": file.as_uri(), "version": version}
        if version == 1:
            self.tell("textDocument/didOpen", {"textDocument": document | {"languageId": "rust", "text": text}})
        else:
            self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def ask_at(self, request: str, file: Path, line: int, column: int, **more):
        place = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
        return self.ask(f"textDocument/{request}", place | more)

    def ask(self, method: str, parameters):
        """The answer to a request, or the words of its refusal."""
        self.asked += 1
        while True:
            number = self.asked
            self.send({"id": number, "method": method, "params": parameters})
            while (message := self.receive()).get("id") != number or "method" in message:
                pass
            error = message.get("error")
            # The file was changed while the server was at it.
            if error and error["code"] in (-32801, -32802):
                self.asked += 1
                continue
            return error["message"] if error else message["result"]

    def tell(self, method: str, parameters) -> None:
        self.send({"method": method, "params": parameters})

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the language server has ended")
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "experimental/serverStatus":
            status = message["params"]
            self.is_quiet = status["quiescent"]
            self.fault = status.get("message") if status["health"] == "error" else None
        elif "method" in message and "id" in message:
            # It asks for the settings, and to be told of changes on the disk: there are none.
            items = (message["params"] or {}).get("items", [])
            self.send({"id": message["id"], "result": [None] * len(items) if items else None})
        return message
