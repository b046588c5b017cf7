using Recognize.Models.Faces.Grouping;
using Recognize.Models.People.Refusals;
using Recognize.Tests.Faces.Grouping;

namespace Recognize.Tests.People.Refusals;

/// <summary>How many new photos of refused people a kept look tells, and how many of others it takes for them.</summary>
public sealed class LookFiguresTests
{
    private const int LeastPhotos = 4;

    [Fact]
    public void IsLike_TellsMostNewPhotos_AndHardlyAnybodyElse()
    {
        var limits = SimilarityLimits.MobileFaceNet;
        var faces = LfwSample.Require();
        var people = faces.Where(face => face.Person is not null).GroupBy(face => face.Person!)
            .Where(person => person.Count() >= LeastPhotos)
            .Select(person => (
                Name: person.Key,
                // Half of the photos are known when the person is refused, the others come later.
                Known: person.Take(person.Count() / 2).ToList(),
                New: person.Skip(person.Count() / 2).ToList()))
            .ToList();

        var genuine = new List<float>();
        var others = new List<float>();
        foreach (var (name, known, later) in people)
        {
            var look = FaceLook.Of([.. known.OrderByDescending(face => face.Face.Quality).Select(face => face.Face.Embedding)])!;
            // As a distance from what is needed: that differs with the number of faces.
            genuine.AddRange(later.Select(face => look.Similarity(face.Face.Embedding) - look.Needed(limits)));
            // Whoever else is in the person's photos may be the same person again, in a mirror or on a poster.
            var photos = known.Concat(later).Select(face => face.Face.MediaId).ToHashSet();
            others.AddRange(faces.Where(face => face.Person != name && !photos.Contains(face.Face.MediaId))
                .Select(face => look.Similarity(face.Face.Embedding) - look.Needed(limits)));
        }
        foreach (var shift in (float[])[-0.12f, -0.08f, -0.06f, -0.04f, -0.02f, 0, 0.02f, 0.04f, 0.08f])
            Say($"at {shift:+0.00;-0.00}: told {Share(genuine, shift):P2} of {genuine.Count}, taken for them {Share(others, shift):P4} of {others.Count}");

        Assert.True(people.Count >= 50, $"{people.Count} people");
        Assert.InRange(Share(genuine, 0), 0.9, 1);
        Assert.InRange(Share(others, 0), 0, 0.0001);
    }

    private static double Share(List<float> leads, float shift) => (double)leads.Count(lead => lead >= shift) / leads.Count;

    private static void Say(FormattableString what) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(what));
}
