"""A mail merge of a CSV by LibreOffice, as an administrator's word processor does it. Run by LibreOffice's own Python:

    python3 mail_merge.py <folder with letters.csv> <port>

Writes `merged0.txt` …, one letter a row: the four columns, a line each.
"""

import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

COLUMNS = ("First Name", "Last Name", "Employee ID", "Activation Code")
TEXT_FILES, TABLE = 2, 0


def prop(name: str, value: Any) -> PropertyValue:
    return PropertyValue(Name=name, Value=value)


def office(port: str) -> Any:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _try in range(200):
        try:
            return resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
        except NoConnectException:  # LibreOffice is not up yet
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not come up")


def main(folder: Path, port: str) -> None:
    context = office(port)

    def make(name: str) -> Any:
        return context.ServiceManager.createInstanceWithContext(name, context)

    register(make("com.sun.star.sdb.DatabaseContext"), folder)
    desktop = make("com.sun.star.frame.Desktop")
    letter = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (prop("Hidden", True),))
    write(letter)
    letter.storeAsURL((folder / "letter.odt").as_uri(), ())
    letter.close(True)
    merge = make("com.sun.star.text.MailMerge")
    merge.DataSourceName, merge.Command, merge.CommandType = "letters", "letters", TABLE
    merge.DocumentURL, merge.OutputURL = (folder / "letter.odt").as_uri(), folder.as_uri()
    merge.OutputType, merge.SaveFilter, merge.FileNamePrefix = TEXT_FILES, "Text (encoded)", "merged"
    merge.SaveFilterOptions = "UTF8"
    merge.execute(())
    desktop.terminate()


def register(databases: Any, folder: Path) -> None:
    """The folder as a data source, with the CSV's separators as the wizard suggests them."""
    source = databases.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = (
        prop("Extension", "csv"),
        prop("HeaderLine", True),
        prop("FieldDelimiter", ","),
        prop("StringDelimiter", '"'),
        prop("CharSet", "UTF-8"),
    )
    source.DatabaseDocument.storeAsURL((folder / "letters.odb").as_uri(), ())
    databases.registerObject("letters", source)


def write(letter: Any) -> None:
    """One field a line."""
    text = letter.Text
    cursor = text.createTextCursor()
    for column in COLUMNS:
        master = letter.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName, master.DataTableName, master.DataColumnName = "letters", "letters", column
        field = letter.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        text.insertTextContent(cursor, field, False)
        text.insertString(cursor, "\n", False)


main(Path(sys.argv[1]), sys.argv[2])
