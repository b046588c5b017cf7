using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Inference;
using Recognize.Models.Landmarks;
using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;
using Recognize.Models.Media;
using Recognize.Tests.Landmarks;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.CommandLine;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Evaluation;

public sealed class LandmarksEvaluationTests : IDisposable
{
    private readonly MediaFolder _images = new();
    private readonly MediaFolder _gallery = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pool.Dispose();
        _decoder.Dispose();
        _gallery.Dispose();
        _images.Dispose();
    }

    [Fact]
    public void Run_CountsNamedRightAndWrong()
    {
        Write(_gallery, "1.jpg", 1);
        Write(_gallery, "2.jpg", 2);
        File.WriteAllText(_gallery["labels.csv"], "file,label\n1.jpg,Cathédrale Notre Dame\n2.jpg,Abbey (old)\n");
        Write(_images, "right.jpg", 1, mark: 9);
        Write(_images, "wrong.jpg", 2, mark: 9);
        Write(_images, "strange.jpg", 3);
        _images.Write("broken.jpg", "no photo"u8);
        File.WriteAllText(
            _images["labels.csv"],
            "file,label\nright.jpg,cathedrale notre dame (1345)\nwrong.jpg,Town hall\nstrange.jpg,Abbey\nbroken.jpg,Abbey\nnone.jpg,Abbey\n");

        var photos = Evaluation(_gallery.Root, leaveOneOut: false).Run(_images.Root, _images["labels.csv"], Token);

        Assert.Equal(new LandmarksFigures(5, 2, 1, 1, 2), LandmarksEvaluation.Sum(photos));
        Assert.Equal(
            """{"photos":5,"named":2,"right":1,"wrong":1,"unreadable":2}""",
            EvaluateCommand.ToJson(LandmarksEvaluation.Sum(photos)));
    }

    [Fact]
    public void Run_ComparesAPhotoWithTheOthersOnly_WhenItIsLeftOut()
    {
        Write(_gallery, "1.jpg", 1);
        Write(_gallery, "again.jpg", 1, mark: 9);
        Write(_gallery, "2.jpg", 2);
        File.WriteAllText(_gallery["labels.csv"], "file,label\n1.jpg,Castle\nagain.jpg,Castle\n2.jpg,Abbey\n");

        var left = Evaluation(_gallery.Root, leaveOneOut: true).Run(_gallery.Root, _gallery["labels.csv"], Token);
        var all = Evaluation(_gallery.Root, leaveOneOut: false).Run(_gallery.Root, _gallery["labels.csv"], Token);

        Assert.Equal(new LandmarksFigures(3, 2, 2, 0, 0), LandmarksEvaluation.Sum(left));
        Assert.Equal(new LandmarksFigures(3, 3, 3, 0, 0), LandmarksEvaluation.Sum(all));
    }

    [Fact]
    public void Run_TakesEveryPhotoForUnknown_WhenThereAreNoLabels()
    {
        Write(_gallery, "1.jpg", 1);
        File.WriteAllText(_gallery["labels.csv"], "file,label\n1.jpg,Castle\n");
        Write(_images, "a.jpg", 1, mark: 9);
        Write(_images, "b.jpg", 2);
        _images.Write("notes.txt", "not looked at"u8);

        var photos = Evaluation(_gallery.Root, leaveOneOut: false).Run(_images.Root, labels: null, Token);

        Assert.Equal(new LandmarksFigures(2, 1, 0, 1, 0), LandmarksEvaluation.Sum(photos));
    }

    [Fact]
    public void Run_NamesRealPlacesRightly_OrNotAtAll()
    {
        var folder = SharedData.Require("data/landmarks");

        var photos = Evaluation(folder, leaveOneOut: true)
            .Run(folder, Path.Combine(folder, "labels.csv"), Token);

        var figures = LandmarksEvaluation.Sum(photos);
        Assert.Equal(0, figures.Wrong);
        Assert.InRange(figures.Right, 4, figures.Photos);
    }

    private LandmarksEvaluation Evaluation(string gallery, bool leaveOneOut)
    {
        var places = new PlaceTagger(LandmarkGazetteer.Default, new CitySource(NullLogger<CitySource>.Instance));
        var tags = new LandmarkTagIndex(LandmarkGazetteer.Default, places);
        var packs = ModelFiles.StandardPacks(_pool);
        var factory = new LandmarkRecognizerFactory(
            places, tags, packs, _decoder, new GalleryOptions(gallery, SignatureFolder: null),
            NullLogger<LandmarkRecognizerFactory>.Instance);
        return new LandmarksEvaluation(_decoder, factory.Get(), tags, leaveOneOut, threads: 2);
    }

    private static void Write(MediaFolder folder, string file, int seed, int mark = 0) =>
        folder.Write(file, DrawnScene.Jpeg(new DrawnScene(seed).Fill(0, 0, mark, mark, 1).Photo()));
}
