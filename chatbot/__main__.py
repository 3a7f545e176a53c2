"""`python -m chatbot` is `chatbot`."""

from chatbot.cli.main import main

if __name__ == "__main__":
    main()
