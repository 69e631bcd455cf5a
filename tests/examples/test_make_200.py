import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "200"


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_script_writes_the_files_that_stand_beside_it_byte_for_byte(
    tmp_path: Path, hash_seed: str
) -> None:
    shutil.copy(FOLDER / "make.py", tmp_path)
    subprocess.run([sys.executable, tmp_path / "make.py"], check=True, env={"PYTHONHASHSEED": hash_seed})
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}
