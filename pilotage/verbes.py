"""The verbs of the comité in the journal."""

from historique.registre import verbe

verbe("installer", "a installé {objet}")
verbe("attribuer_un_siege", "a attribué {objet}")
verbe("finir_un_siege", "a mis fin à {objet}")
verbe("proposer", "a commencé le brouillon de {objet}")
verbe("amender", "a modifié {objet}")
verbe("ouvrir", "a ouvert la consultation sur {objet}")
verbe("avancer", "a fait avancer {objet}")
verbe("questionner", "a posé une question sur {objet}")
verbe("repondre", "a répondu à une question sur {objet}")
verbe("reagir", "a réagi à {objet}")
verbe("donner_la_position", "a donné la position du chantier sur {objet}")
verbe("bonifier", "a proposé une bonification de {objet}")
verbe("refuser_la_minorite", "a refusé que {objet} soit mineure")
verbe("relancer", "a relancé les chantiers sur {objet}", sans_changement=True)
verbe("retirer", "a retiré {objet}")
verbe("renvoyer", "a renvoyé {objet} à une rencontre")
verbe("reprendre", "a repris {objet} après la rencontre")
verbe("adopter", "a constaté une adoption : {objet}")
