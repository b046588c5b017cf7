namespace Recognize.Models.Contacts.Cards;

/// <summary>A card while its lines come in.</summary>
internal sealed class VCardDraft(int line, VCardLimits limits)
{
    private readonly List<string> _notes = [];
    private readonly List<string> _categories = [];
    private readonly List<ContactPhoto> _photos = [];
    private string? _formattedName;
    private string? _structuredName;
    private string? _otherName;
    private string? _company;
    private string? _uid;
    private string? _revision;
    private bool _isPerson = true;
    private bool _isShownAsCompany;
    private int _lines;
    private int _strangeLines;
    private int _depth;

    /// <summary>vCard 2.1 puts the card of an agent inside of that of its person.</summary>
    public bool ExpectsInnerCard { get; private set; }

    public void EnterInnerCard()
    {
        ExpectsInnerCard = false;
        _depth++;
    }

    /// <summary>Whether the end met was that of an inner card.</summary>
    public bool LeaveInnerCard() => _depth > 0 && _depth-- > 0;

    /// <summary>Takes one line; null stands for one that is no line of a card.</summary>
    public void Take(VCardProperty? property, bool isCut)
    {
        ExpectsInnerCard = property?.Name == "AGENT";
        if (_depth > 0 || ++_lines > limits.LinesOfACard)
            return;
        if (property is null)
        {
            _strangeLines++;
            return;
        }
        if (isCut && property.Name != "PHOTO")
            return;
        switch (property.Name)
        {
            case "FN":
                _formattedName ??= NullIfEmpty(VCardText.OneLine(property.Text(Note)));
                break;
            case "N":
                _structuredName ??= NullIfEmpty(VCardText.NameOf(property.RawText(Note)));
                break;
            case "NICKNAME":
                _otherName ??= VCardText.Split(property.RawText(Note), ',').Select(VCardText.OneLine).FirstOrDefault(name => name.Length > 0);
                break;
            case "ORG":
                _company ??= NullIfEmpty(VCardText.OneLine(VCardText.Split(property.RawText(Note), ';')[0]));
                break;
            case "X-ABSHOWAS":
                _isShownAsCompany = property.Text(Note).Trim().Equals("COMPANY", StringComparison.OrdinalIgnoreCase);
                break;
            case "UID":
                _uid ??= NullIfEmpty(property.Text(Note).Trim());
                break;
            case "REV":
                _revision ??= NullIfEmpty(property.Text(Note).Trim());
                break;
            case "CATEGORIES":
                _categories.AddRange(VCardText.Split(property.RawText(Note), ',').Where(label => label.Length > 0));
                break;
            case "KIND" or "X-ADDRESSBOOKSERVER-KIND":
                _isPerson = property.Text(Note).Trim().ToUpperInvariant() is "" or "INDIVIDUAL";
                break;
            case "PHOTO":
                TakePhoto(property, isCut);
                break;
        }
    }

    public VCardReading Finish()
    {
        if (_strangeLines > 0)
            Note($"{_strangeLines} line{(_strangeLines == 1 ? "" : "s")} could not be understood and {(_strangeLines == 1 ? "was" : "were")} left out.");
        if (_lines > limits.LinesOfACard)
            return Broken($"The card has more than {limits.LinesOfACard} lines.");
        if (Name is not { } name)
            return Broken("The card has no name.");
        return new VCardReading(
            line, name, new VCard(_uid, name, _revision, _categories, _photos, _isPerson && !IsCompany, _notes), null);
    }

    public VCardReading Broken(string problem) => new(line, Name, null, problem);

    private string? Name => _formattedName ?? _structuredName ?? _otherName ?? _company;

    /// <summary>Few writers say what a card is. That of a company has no first and last name, and none but the company's.</summary>
    private bool IsCompany =>
        _structuredName is null && (_isShownAsCompany || (_company is not null && _company == Name));

    private void TakePhoto(VCardProperty property, bool isCut)
    {
        if (_photos.Count == limits.PhotosOfACard)
            Note($"Only the first {limits.PhotosOfACard} photos of the card were taken.");
        else if (_photos.Count < limits.PhotosOfACard && VCardPhotoReader.Read(property, isCut, limits) is { } photo)
            _photos.Add(photo);
    }

    private void Note(string note)
    {
        if (_notes.Count < 10 && !_notes.Contains(note, StringComparer.Ordinal))
            _notes.Add(note);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
