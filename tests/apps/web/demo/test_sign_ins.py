"""The sign-ins of the demonstration survive from one start to the next, for their owner alone."""

import stat

from centralis.apps.web.demo import sign_ins


def test_what_is_written_is_read_again(tmp_path):
    secrets = sign_ins.draw()
    assert "outsider" not in secrets
    sign_ins.write(tmp_path, secrets)
    assert sign_ins.read(tmp_path) == secrets
    assert stat.S_IMODE((tmp_path / sign_ins.FILE).stat().st_mode) == 0o600


def test_the_table_names_every_role_and_the_sites_of_coordinators():
    lines = sign_ins.table(dict.fromkeys(sign_ins.draw(), "a-password")).splitlines()
    assert lines[0].split() == ["role", "user", "name", "password", "who"]
    assert any(line.startswith("site coordinator") and line.endswith("site 02") for line in lines)
    assert {line.split("  ")[0] for line in lines[1:]} >= {
        "administrator", "project manager", "data manager", "QC analyst", "reader", "adjudicator", "monitor",
        "inspector",
    }  # fmt: skip


def test_two_draws_share_no_password():
    assert not set(sign_ins.draw().values()) & set(sign_ins.draw().values())
