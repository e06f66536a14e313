"""What the bot is measured beside: python-telegram-bot with its own updater, saying back what it hears."""

import logging
import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

STARTED = "The echo runs"


async def _echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message, "filters.TEXT guarantees a message"
    await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Run until SIGTERM, as the library's own examples do."""
    logging.basicConfig(level=logging.WARNING)
    url, token = os.environ["TELEGRAM_API_URL"], os.environ["TELEGRAM_TOKEN"]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    print(STARTED, flush=True)
    application.run_polling()


if __name__ == "__main__":
    main()
