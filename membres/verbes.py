"""The verbs of people and accounts in the journal."""

from historique.registre import verbe

verbe("ajouter", "a ajouté {objet}")
verbe("modifier", "a modifié {objet}")
verbe("archiver", "a archivé {objet}")
verbe("retablir", "a rétabli {objet}")
verbe("inscrire", "a inscrit {nom}")
verbe("inviter", "a invité {nom}")
verbe("modifier_le_profil", "a modifié le profil de {objet}")
verbe("changer_d_adresse", "a changé l’adresse électronique de {objet}")
verbe("rattacher", "a ajouté {objet}")
verbe("finir_un_rattachement", "a mis fin à {objet}")
verbe("accepter_l_invitation", "a accepté {objet}")
verbe("revoquer_l_invitation", "a révoqué {objet}")
verbe("renvoyer_l_invitation", "a renvoyé {objet}")
# Flags of the account, which is not tracked: the entry itself is the trace.
verbe("donner_l_administration", "a donné l’administration technique à {nom}", sans_changement=True)
verbe("retirer_l_administration", "a retiré l’administration technique à {nom}", sans_changement=True)
verbe("desactiver_le_compte", "a désactivé le compte de {objet}", sans_changement=True)
verbe("reactiver_le_compte", "a réactivé le compte de {objet}", sans_changement=True)
verbe("demander_l_effacement", "a demandé l’effacement de ses données", sans_changement=True)
verbe("renoncer_a_l_effacement", "a renoncé à l’effacement de ses données", sans_changement=True)
verbe("effacer", "a effacé les données d’une personne : {nom}")
verbe("expurger", "a retiré des adresses d’invitations closes")
