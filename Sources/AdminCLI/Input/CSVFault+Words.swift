import Words

extension CSVFault {
    /// With the row and the column, if they are known.
    var message: Phrase {
        let place =
            switch (row, column) {
            case (let row?, let column?): Phrase("row \(row), column \(column): ", fr: "ligne \(row), colonne \(column) : ")
            case (let row?, nil): Phrase("row \(row): ", fr: "ligne \(row) : ")
            case (nil, _): Phrase.none
            }
        return Phrase(place.english + what.english, fr: place.french + what.french)
    }

    private var what: Phrase {
        switch kind {
        case .empty: Phrase("The file is empty.", fr: "Le fichier est vide.")
        case .fileTooLong:
            Phrase(
                "The file is longer than \(CSVSheet.longestFile >> 20) MB.",
                fr: "Le fichier dépasse \(CSVSheet.longestFile >> 20) Mo.")
        case .utf16: Phrase("The file is in UTF-16, or is not text.", fr: "Le fichier est en UTF-16, ou n’est pas un texte.")
        case .notUTF8: Phrase("The file is not in UTF-8.", fr: "Le fichier n’est pas en UTF-8.")
        case .rowsTooMany: Phrase("more than \(CSVSheet.mostRows) rows.", fr: "plus de \(CSVSheet.mostRows) lignes.")
        case .columnsTooMany:
            Phrase("more than \(CSVSheet.mostColumns) columns.", fr: "plus de \(CSVSheet.mostColumns) colonnes.")
        case .cellTooLong:
            Phrase(
                "a cell of more than \(CSVSheet.longestCell) bytes.", fr: "une cellule de plus de \(CSVSheet.longestCell) octets."
            )
        case .quoteInside:
            Phrase("a quotation mark in the middle of a cell.", fr: "un guillemet droit au milieu d’une cellule.")
        case .quoteOpen:
            Phrase(
                "a cell begins with a quotation mark that nothing closes.",
                fr: "une cellule commence par un guillemet droit que rien ne ferme.")
        }
    }

    var remedy: Phrase {
        switch kind {
        case .empty, .rowsTooMany, .columnsTooMany, .fileTooLong:
            Phrase(
                "Give a table with a header, of at most \(CSVSheet.mostRows) rows; `passerelle tenant export` shows the columns.",
                fr:
                    "Donnez un tableau avec un en-tête, d’au plus \(CSVSheet.mostRows) lignes ; `passerelle tenant export` montre les colonnes."
            )
        case .utf16, .notUTF8:
            Phrase(
                "In Excel, save it as \"CSV UTF-8\".", fr: "Dans Excel, enregistrez-le au format « CSV UTF-8 ».")
        case .cellTooLong, .quoteInside, .quoteOpen:
            Phrase(
                "Enclose a cell with a quotation mark in quotation marks, and double that mark, as a spreadsheet does.",
                fr:
                    "Entourez de guillemets une cellule qui contient un guillemet droit, et doublez-le, comme le fait un tableur."
            )
        }
    }
}
