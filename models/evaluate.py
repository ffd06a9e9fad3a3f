"""The commands `straitwatch evaluate stance` and `straitwatch evaluate attribution`: measure, and write the card."""

import typer

app = typer.Typer(help="Measure the models on the dev split and write their cards.", no_args_is_help=True)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command("stance", context_settings=PASS_ON)
def stance(context: typer.Context) -> None:
    """Measure the stance model on gold spans; --help lists its options."""
    from models.evaluate_stance import main

    command = typer.Typer()
    command.command()(main)
    command(context.args, prog_name="straitwatch evaluate stance", standalone_mode=False)


@app.command("attribution", context_settings=PASS_ON)
def attribution(context: typer.Context) -> None:
    """Measure finding of statements and speakers; --help lists its options."""
    from models.evaluate_attribution import evaluate

    command = typer.Typer()
    command.command()(evaluate)
    command(context.args, prog_name="straitwatch evaluate attribution", standalone_mode=False)
