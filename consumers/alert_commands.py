"""`straitwatch alerts …`: the group of commands."""

import typer

from consumers import alert_desk, alert_rules

app = typer.Typer(help="Alert rules, their history, silences and notifications.", no_args_is_help=True)
app.command("list")(alert_rules.list_rules)
app.command()(alert_rules.add)
app.command()(alert_rules.edit)
app.command()(alert_rules.pause)
app.command()(alert_rules.delete)
app.command("import")(alert_rules.import_file)
app.command()(alert_rules.export)
app.command()(alert_rules.backtest)
app.command()(alert_desk.contacts)
app.command()(alert_desk.test)
app.command()(alert_desk.silence)
app.command()(alert_desk.ack)
app.command()(alert_desk.history)
app.command()(alert_desk.outbox)
