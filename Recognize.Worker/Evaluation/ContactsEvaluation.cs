using System.Collections.Concurrent;
using Recognize.Models.Contacts.Cards;
using Recognize.Models.Contacts.Matching;
using Recognize.Models.Contacts.Portraits;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Models.Text;
using Recognize.Worker.Analysis;

namespace Recognize.Worker.Evaluation;

/// <summary>A pair of a photo and a contact, and whether the labels say so.</summary>
internal sealed record ContactClaim(string Photo, string Contact, bool IsRight);

/// <summary>What an evaluation of contacts found.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Claims">What was claimed, by photo.</param>
/// <param name="Missed">Pairs that the labels name and nobody claimed.</param>
/// <param name="Portraits">Portraits that cannot be used, with the reason.</param>
/// <param name="Unreadable">Photos that could not be read, with the reason.</param>
internal sealed record ContactsReport(
    ContactsFigures Figures, IReadOnlyList<ContactClaim> Claims, IReadOnlyList<(string Photo, string Contact)> Missed,
    IReadOnlyList<(string Contact, string Reason)> Portraits, IReadOnlyList<(string Photo, string Reason)> Unreadable);

/// <summary>
/// Measures whether contacts are found in photos, the way the product does it: the photos' faces are grouped, then the
/// contacts' portraits are matched with the groups and the faces left alone. Reads only; there is no database.
/// </summary>
internal sealed class ContactsEvaluation(
    PhotoDecoder decoder, FaceRecognizer recognizer, GroupingOptions options, int threads)
{
    /// <summary>Names of folders and labels are written by hand.</summary>
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    private readonly PortraitReader _portraits = new(decoder);

    /// <param name="contactsFolder">Folder of <c>Name/photo.jpg</c>, or of files of cards.</param>
    /// <param name="images">The folder that the labels name their photos in.</param>
    /// <param name="labelsFile">
    /// CSV with the columns file and person; a photo of several people has a row for each, one of nobody known an empty person.
    /// </param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="FormatException">The labels or the contacts cannot be understood; the message says where.</exception>
    public ContactsReport Run(
        string contactsFolder, string images, string labelsFile, CancellationToken cancellationToken)
    {
        var labels = ReadLabels(labelsFile);
        recognizer.Load();
        var unusable = new List<(string Contact, string Reason)>();
        var contacts = ReadContacts(contactsFolder, unusable, cancellationToken);
        var names = contacts.Select(contact => contact.Name).ToHashSet(Names);
        contacts = [.. contacts.Select(contact => contact with { Name = Spelling(contact.Name) })];
        labels = labels.ToDictionary(
            photo => photo.Key, IReadOnlySet<string> (photo) => photo.Value.Select(Spelling).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var photos = labels.Keys.Order(StringComparer.Ordinal).ToList();
        LabelFile.RequireAny(images, photos, labelsFile);
        var (faces, unreadable) = Recognise(images, photos, cancellationToken);

        var (claims, suggested) = Match(contacts, faces, photos, cancellationToken);
        return new ContactsReport(
            ContactsFigures.Measure(names, labels, claims, suggested),
            [.. claims.Order().Select(claim => new ContactClaim(claim.Photo, claim.Contact, labels[claim.Photo].Contains(claim.Contact)))],
            [.. photos.SelectMany(photo => labels[photo].Where(names.Contains).Order(StringComparer.Ordinal).Select(name => (photo, name)))
                .Where(pair => !claims.Contains(pair))],
            unusable,
            [.. unreadable.OrderBy(photo => photo.Photo, StringComparer.Ordinal)]);

        string Spelling(string name) => names.TryGetValue(name, out var known) ? known : name;
    }

    /// <summary>Groups and matches; the claims name each pair once.</summary>
    internal (HashSet<(string Photo, string Contact)> Claims, int Suggested) Match(
        IReadOnlyList<EvaluatedContact> contacts, IReadOnlyList<GroupingFace> faces, IReadOnlyList<string> photos,
        CancellationToken cancellationToken)
    {
        var byId = faces.ToDictionary(face => face.Id);
        var grouped = new FaceGrouper(options, recognizer.SimilarityLimits).Group(
            new GroupingInput { NewFaces = faces }, cancellationToken);
        var matcher = new ContactMatcher(
            contacts.Where(contact => contact.Portraits.Count > 0).Select((contact, index) => new MatchContact(
                IdOf(index), contact.Name, contact.Portraits, null, new HashSet<Guid>(), new HashSet<Guid>())),
            MatchLimits.For(recognizer.SimilarityLimits));
        var builder = new FacetBuilder(options, recognizer.SimilarityLimits);
        var members = grouped.Placements.ToLookup(placement => placement.NewGroup!.Value, placement => byId[placement.FaceId]);
        for (var group = 0; group < grouped.NewGroups.Count; group++)
        {
            var own = members[group].ToList();
            var existing = builder.Build(IdOf(group), own, null, cancellationToken);
            matcher.AddPerson(
                IdOf(group), null, existing.Facets,
                [.. own.Select(face => new MatchFace(face.Id, face.MediaId, face.Embedding, face.Quality))]);
        }
        foreach (var id in grouped.Waiting)
            matcher.AddFace(new MatchFace(id, byId[id].MediaId, byId[id].Embedding, byId[id].Quality));

        var matches = matcher.Decide();
        var claims = new HashSet<(string, string)>();
        foreach (var person in matches.People)
        {
            var shown = person.Faces.Select(face => byId[face.FaceId]);
            if (person.PersonId is { } id)
                shown = shown.Concat(members[IndexOf(id)]);
            foreach (var face in shown)
                claims.Add((photos[IndexOf(face.MediaId)], person.Name));
        }
        return (claims, matches.Suggestions.Count);
    }

    private List<EvaluatedContact> ReadContacts(
        string folder, List<(string, string)> unusable, CancellationToken cancellationToken)
    {
        var contacts = new List<EvaluatedContact>();
        foreach (var contact in ContactFolder.Read(folder))
            Add(contact.Name, contact.Photos.Select(ContactFolder.ReadPhoto));
        foreach (var path in ContactFolder.CardFiles(folder))
        {
            using var file = File.OpenRead(path);
            foreach (var reading in VCardReader.Read(file))
            {
                if (reading.Card is { IsPerson: true } card)
                    Add(card.Name, card.Photos);
                else if (reading.Card is null)
                    unusable.Add((reading.Name ?? $"{Path.GetFileName(path)}, line {reading.Line}", reading.Problem!));
            }
        }
        return contacts.Count == 0 ? throw new FormatException($"There is no contact in '{folder}'.") : contacts;

        void Add(string name, IEnumerable<ContactPhoto> photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var usable = new List<MatchPortrait>();
            foreach (var photo in photos)
            {
                if (photo.Content is not { } content)
                {
                    unusable.Add((name, photo.Problem!));
                    continue;
                }
                var read = _portraits.Read(content, recognizer, cancellationToken);
                if (read.Verdict is { State: PortraitState.Usable, Face: { } index })
                    usable.Add(new MatchPortrait(read.Faces[index].Embedding, read.Faces[index].Quality));
                else
                    unusable.Add((name, read.Verdict.Reason!));
            }
            contacts.Add(new EvaluatedContact(UnicodeComposition.Compose(name), usable));
        }
    }

    private (List<GroupingFace> Faces, IReadOnlyCollection<(string Photo, string Reason)> Unreadable) Recognise(
        string images, List<string> photos, CancellationToken cancellationToken)
    {
        var found = new IReadOnlyList<DetectedFace>[photos.Count];
        var unreadable = new ConcurrentBag<(string, string)>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, photos.Count, parallel, index =>
        {
            var path = Path.Combine(images, photos[index]);
            found[index] = [];
            try
            {
                using var photo = decoder.Decode(path, PhotoAnalysis.DecodedEdgePixels, cancellationToken);
                found[index] = recognizer.Recognize(
                    photo.Image, photo.OriginalWidth, photo.OriginalHeight, cancellationToken,
                    edge => decoder.Decode(path, edge, cancellationToken).Image);
            }
            catch (Exception failure) when (failure is UnreadableMediaException or IOException or UnauthorizedAccessException)
            {
                unreadable.Add((photos[index], failure.Message));
            }
        });
        var faces = new List<GroupingFace>();
        for (var photo = 0; photo < photos.Count; photo++)
        {
            for (var face = 0; face < found[photo].Count; face++)
            {
                faces.Add(new GroupingFace(
                    IdOf(faces.Count), IdOf(photo), found[photo][face].Embedding, found[photo][face].Quality, $"{photos[photo]}:{face}"));
            }
        }
        return (faces, unreadable);
    }

    private static Dictionary<string, IReadOnlySet<string>> ReadLabels(string path)
    {
        var rows = LabelFile.Read(path, "file", "person");
        if (rows.Count == 0)
            throw new FormatException($"'{path}' holds no photo.");
        return rows.GroupBy(row => row[0], StringComparer.Ordinal).ToDictionary(
            photo => photo.Key,
            IReadOnlySet<string> (photo) => photo.Select(row => UnicodeComposition.Compose(row[1])).Where(name => name.Length > 0)
                .ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Ids of an evaluation are numbers: nothing of it is stored.</summary>
    internal static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private static int IndexOf(Guid id) => BitConverter.ToInt32(id.ToByteArray());
}

/// <summary>A contact with the vectors of its usable portraits.</summary>
internal sealed record EvaluatedContact(string Name, IReadOnlyList<MatchPortrait> Portraits);
