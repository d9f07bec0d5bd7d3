"""Tables of the API and of webhooks.

Collections are named by id, without a foreign key: what a token may do outlives a collection.
"""

from bailee.vault.integrations.models.hooks import Delivery, Webhook
from bailee.vault.integrations.models.tokens import Attempt, Token, Use

__all__ = ["Attempt", "Delivery", "Token", "Use", "Webhook"]
