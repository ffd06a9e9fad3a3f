"""`python -m straitwatch` is the command `straitwatch`."""

from straitwatch.cli import main

if __name__ == "__main__":
    main()
