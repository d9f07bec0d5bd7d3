"""`bailee prove` on the living installation of the tests."""

import json
import os
import subprocess
from pathlib import Path

from bailee.policy import clauses, proofs
from bailee.policy.proofs import running
from bailee.policy.proofs.results import as_json
from tests.conftest import BAILEE
from tests.policy.tiny import WITHOUT_WEB


def _prove(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, "BAILEE_HOME": str(home), "BAILEE_LISTEN": "127.0.0.1", "COLUMNS": "180"}
    return subprocess.run(
        [BAILEE, "prove", *arguments],
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_prove_tells_programs_and_the_pages(web: str, home: Path) -> None:
    run = _prove(home, "--json")
    said = json.loads(run.stdout)
    assert (run.returncode, said["ok"], run.stderr) == (1, False, "")
    assert [one for one in said["clauses"] if one["result"] == "broken"] == []
    kept = [one["clause"] for one in said["clauses"] if one["result"] == "kept"]
    assert kept == [number for number, proof in running.PROOFS.items() if proof]
    assert {*said["clauses"][0]} == {"clause", "proof", "result", "detail", "at"}
    assert as_json(proofs.latest()) == said
    (home / "proofs.json").unlink()


def test_prove_is_red_in_words_where_no_web_answers(installed: None, home: Path) -> None:
    run = _prove(home, BAILEE_PORT="1")
    lines = run.stdout.splitlines()
    assert run.returncode == 1
    built = sum(proof is not None for proof in running.PROOFS.values())
    broken = built - len(WITHOUT_WEB)
    rest = len(running.PROOFS) - built
    told = f"{len(WITHOUT_WEB)} kept, {broken} broken, {rest} not built."
    assert f"Not every clause is shown to be kept: {told}" in lines
    assert sum("the proof could not run" in line for line in lines) == broken
    for clause in clauses.clauses():
        assert any(line.split()[:1] == [clause.number] for line in lines)
    (home / "proofs.json").unlink()
