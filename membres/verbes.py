"""The verbs of people and accounts in the journal."""

from historique.registre import verbe

verbe("inscrire", "a inscrit {objet}")
verbe("modifier_le_profil", "a modifié le profil de {objet}")
verbe("accepter_l_invitation", "a accepté {objet}")
verbe("revoquer_l_invitation", "a révoqué {objet}")
verbe("renvoyer_l_invitation", "a renvoyé {objet}")
