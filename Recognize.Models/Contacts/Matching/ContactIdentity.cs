using System.Numerics.Tensors;
using Recognize.Models.Text;

namespace Recognize.Models.Contacts.Matching;

/// <summary>
/// One human as the address books know them: a contact, or several that have the same name and look alike, such as the
/// same card in two address books. Within it nobody is anybody's rival.
/// </summary>
internal sealed class ContactIdentity
{
    private ContactIdentity(IReadOnlyList<MatchContact> contacts)
    {
        Contacts = contacts;
        Looks = MakeLooks([.. contacts.SelectMany(contact => contact.Portraits)]);
        PersonId = contacts.Select(contact => contact.PersonId).FirstOrDefault(person => person is not null);
    }

    public IReadOnlyList<MatchContact> Contacts { get; }

    public string Name => Contacts[0].Name;

    public Guid? PersonId { get; }

    /// <summary>Each portrait, and the sum of all when there are several: a person may look like one, or like their mean.</summary>
    public IReadOnlyList<Look> Looks { get; }

    public bool Refuses(Guid personId) => Contacts.Any(contact => contact.RefusedPeople.Contains(personId));

    public bool RefusesFace(Guid faceId) => Contacts.Any(contact => contact.RefusedFaces.Contains(faceId));

    /// <summary>Whether a person's name is that of the contact.</summary>
    public bool IsNamed(string name) => Normalise(name) == Normalise(Name);

    public static List<ContactIdentity> Join(IEnumerable<MatchContact> contacts, float twinSimilarity)
    {
        var identities = new List<ContactIdentity>();
        foreach (var named in contacts.OrderBy(contact => contact.Id).GroupBy(contact => Normalise(contact.Name), StringComparer.Ordinal))
        {
            var parts = new List<List<MatchContact>>();
            foreach (var contact in named)
            {
                var part = parts.Find(part => part.Any(other => AreAlike(other, contact, twinSimilarity)));
                if (part is null)
                    parts.Add([contact]);
                else
                    part.Add(contact);
            }
            identities.AddRange(parts.Select(part => new ContactIdentity(part)));
        }
        return identities;
    }

    /// <summary>Two people linked to two contacts are two, whatever the contacts look like.</summary>
    private static bool AreAlike(MatchContact a, MatchContact b, float similarity) =>
        (a.PersonId is null || b.PersonId is null || a.PersonId == b.PersonId)
        && a.Portraits.Any(one => b.Portraits.Any(other =>
            TensorPrimitives.Dot<float>(one.Embedding, other.Embedding) >= similarity));

    private static List<Look> MakeLooks(IReadOnlyList<MatchPortrait> portraits)
    {
        var looks = portraits.Select(portrait => new Look(portrait.Embedding, 1, portrait.Quality)).ToList();
        if (portraits.Count == 1)
            return looks;
        var sum = new float[portraits[0].Embedding.Length];
        foreach (var portrait in portraits)
            TensorPrimitives.Add<float>(sum, portrait.Embedding, sum);
        looks.Add(new Look(sum, portraits.Count, portraits.Average(portrait => portrait.Quality)));
        return looks;
    }

    private static string Normalise(string name) => string.Join(
        ' ', UnicodeComposition.Compose(name).ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>One look of a contact.</summary>
/// <param name="Sum">Sum of unit vectors.</param>
/// <param name="Count">How many are in it.</param>
/// <param name="Quality">Their mean quality.</param>
internal sealed record Look(float[] Sum, int Count, float Quality);
