"""The commands `straitwatch train stance` and `straitwatch train attribution`; both need the extra `train`."""

import typer

app = typer.Typer(help="Train the models anew (extra `train`).", no_args_is_help=True)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command("stance", context_settings=PASS_ON)
def stance(context: typer.Context) -> None:
    """Train the stance model; --help lists its options."""
    from models.train_stance import main

    command = typer.Typer()
    command.command()(main)
    command(context.args, prog_name="straitwatch train stance", standalone_mode=False)


@app.command("attribution", context_settings=PASS_ON)
def attribution(context: typer.Context) -> None:
    """Train the token tagger of attribution; --help lists its options."""
    from models.train_attribution import main

    main(context.args)
