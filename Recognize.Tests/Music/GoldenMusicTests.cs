using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Music;
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
            var path = SharedData.Require($"data/music-genres/{track.Name}.flac");
            var samples = new AudioDecoder(new MediaOptions()).Decode(
                path, TimeSpan.Zero, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            var sums = new float[50];

            var patches = Tagger().Listen(samples, sums, TestContext.Current.CancellationToken);

            var expected = GoldenMusic.Floats(track.Value.GetProperty("mean"));
            Assert.Equal(track.Value.GetProperty("samples").GetInt32(), samples.Length);
            Assert.Equal(track.Value.GetProperty("patches").GetInt32(), patches);
            Assert.All(expected.Zip(sums), pair => Assert.Equal(pair.First, pair.Second / patches, 1e-4f));
        }
    }

    public void Dispose() => _pool.Dispose();

    private MusicTagger Tagger() => new(_pool.Open(
        WeightsFile, "musicnn",
        () => MusicnnImporter.Import(File.ReadAllBytes(SharedData.Require($"models/{WeightsFile}")))));
}
