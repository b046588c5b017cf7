using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Import;
using Recognize.Tests.Support;

namespace Recognize.Tests.Music;

public sealed class GoldenMusicTests : IDisposable
{
    private const string WeightsFile = "MSD_musicnn.h5";

    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    [Fact]
    public void Spectrogram_AgreesWithTheReference_OnSyntheticSound()
    {
        var expected = GoldenMusic.Floats("synthetic.mel0.f32");

        var values = LogMelSpectrogram.Musicnn.Compute(GoldenMusic.Floats("synthetic.f32"));

        Assert.Equal(626 * 96, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Tags_AgreeWithTheReference_OnSyntheticSound()
    {
        var sums = new float[50];

        var patches = Tagger().Listen(GoldenMusic.Floats("synthetic.f32"), sums, TestContext.Current.CancellationToken);

        using var golden = GoldenMusic.Json("synthetic.json");
        var expected = GoldenMusic.Floats(golden.RootElement.GetProperty("mean"));
        Assert.Equal(golden.RootElement.GetProperty("patches").GetInt32(), patches);
        Assert.All(expected.Zip(sums), pair => Assert.Equal(pair.First, pair.Second / patches, 1e-4f));
    }

    [Fact]
    public void Tags_AgreeWithTheReference_OnRealTracks()
    {
        using var golden = GoldenMusic.Json("real_tracks.json");
        var labels = golden.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString());
        Assert.Equal(labels, MusicnnTags.Names);
        foreach (var track in golden.RootElement.GetProperty("tracks").EnumerateObject())
        {
            var samples = Decode($"{track.Name}.flac");
            var sums = new float[50];

            var patches = Tagger().Listen(samples, sums, TestContext.Current.CancellationToken);

            var expected = GoldenMusic.Floats(track.Value.GetProperty("mean"));
            Assert.Equal(track.Value.GetProperty("samples").GetInt32(), samples.Length);
            Assert.Equal(track.Value.GetProperty("patches").GetInt32(), patches);
            Assert.All(expected.Zip(sums), pair => Assert.Equal(pair.First, pair.Second / patches, 1e-4f));
        }
    }

    [Fact]
    public void Classes_AgreeWithTheReference_OnRealTracks()
    {
        const string model = "lite-model_yamnet_classification_tflite_1.tflite";
        const int patchSamples = 15_600;
        var packs = ModelFiles.StandardPacks(_pool);
        var task = packs.Find(ModelTasks.Music)!;
        Assert.Equal(model, task.Files["yamnet"].Name);
        var classifier = new SoundClassifier(packs.OpenModel(task, "yamnet"), packs.ReadSpectrogram(task, "yamnet"));
        var classes = SoundClasses.Read(packs.ReadText(task, "classes")).ToList();
        using var golden = GoldenMusic.Json("genre_scores_recommended.json");
        var genres = golden.RootElement.GetProperty("genres").EnumerateArray().Select(genre => genre.GetString()!).ToList();
        var weights = golden.RootElement.GetProperty("yamnet_weights");
        var tracks = golden.RootElement.GetProperty("tracks").EnumerateObject().ToList();

        foreach (var track in tracks.Where((_, index) => index % 3 == 0))
        {
            var samples = Decode(track.Name.Replace(".wav", ".flac", StringComparison.Ordinal));
            var sums = new float[classes.Count];
            var patches = 0;
            for (var at = 0; at + patchSamples <= samples.Length; at += patchSamples)
                patches += classifier.Listen(samples.AsSpan(at, patchSamples), sums, TestContext.Current.CancellationToken);

            Assert.Equal(samples.Length / patchSamples, patches);
            var expected = GoldenMusic.Floats(track.Value.GetProperty("yamnet"));
            foreach (var (genre, reference) in genres.Zip(expected))
            {
                var actual = weights.GetProperty(genre).EnumerateArray()
                    .Max(entry => entry[1].GetSingle() * sums[classes.IndexOf(entry[0].GetString()!)] / patches);
                // One step of the quantised output is 0.004, and a weight is up to 2.
                Assert.Equal(reference, actual, 0.01f);
            }
        }

        Assert.Equal(30, tracks.Count);
    }

    public void Dispose() => _pool.Dispose();

    private static float[] Decode(string track) => new AudioDecoder(new MediaOptions()).Decode(
        SharedData.Require($"data/music-genres/{track}"), TimeSpan.Zero, TimeSpan.FromSeconds(30),
        TestContext.Current.CancellationToken);

    private MusicTagger Tagger() => new(_pool.Open(
        WeightsFile, "musicnn",
        () => MusicnnImporter.Import(File.ReadAllBytes(SharedData.Require($"models/{WeightsFile}")))));
}
