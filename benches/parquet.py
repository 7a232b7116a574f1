"""Writes cases.csv and events.csv of a folder as Parquet: once with columns of text alone, once as a data frame has them.

usage: parquet.py DIR   (needs pyarrow; writes DIR/text and DIR/typed)
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

TYPES = {
    "at": pa.timestamp("us", tz="UTC"),
    "bac_mg_per_100ml": pa.int64(),
    "party_member": pa.bool_(),
    "public_official": pa.bool_(),
}


def main(folder):
    for name in ("cases", "events"):
        path = folder / f"{name}.csv"
        with open(path, encoding="utf-8") as lines:
            columns = lines.readline().rstrip("\n").split(",")
        options = pa.csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True, null_values=[""]
        )
        lines = pa.csv.ParseOptions(newlines_in_values=True)
        text = pa.csv.read_csv(path, convert_options=options, parse_options=lines)
        typed = text
        for column in set(columns) & set(TYPES):
            typed = typed.set_column(columns.index(column), column, text[column].cast(TYPES[column]))
        for kind, table in (("text", text), ("typed", typed)):
            (folder / kind).mkdir(exist_ok=True)
            pa.parquet.write_table(table, folder / kind / f"{name}.parquet")


main(Path(sys.argv[1]))
