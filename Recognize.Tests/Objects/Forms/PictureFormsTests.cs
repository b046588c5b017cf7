using Recognize.Models.Media;
using Recognize.Models.Objects;
using Recognize.Models.Objects.Forms;
using Recognize.Tests.Support;

namespace Recognize.Tests.Objects.Forms;

public sealed class PictureFormsTests
{
    private static readonly PhotoOrigin FromCamera = new("JPEG", HasCamera: true, 4000, 3000);
    private static readonly PhotoOrigin FromScanner = new("JPEG", HasCamera: false, 2480, 3508);
    private static readonly PhotoOrigin FromPhoneScreen = new("PNG", HasCamera: false, 1170, 2532);
    private static readonly PhotoOrigin FromTheWeb = new("JPEG", HasCamera: false, 800, 600);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Judge_SaysDocument_WhenAPageLiesOnATable(int dot)
    {
        using var image = DrawnImage.Draw(960, 1280, (x, y) =>
        {
            if (x is < 80 or > 880 || y is < 100 or > 1180)
                return (DrawnText.Tone(110 + (DrawnText.Noise(x, y) % 25)), 70, 40);
            // Light falls from one side, and the sensor adds its noise.
            var paper = 235 - (x / 16) + (DrawnText.Noise(x, y) % 7);
            var tone = DrawnText.IsInk(x - 140, y - 160, dot) && x < 820 && y < 1120 ? 45 : paper;
            return (DrawnText.Tone(tone), DrawnText.Tone(tone - 3), DrawnText.Tone(tone - 10));
        });

        var form = PictureForms.Judge(image, FromCamera);

        Assert.Equal(("document", true), (form?.TagId, form?.HidesContent));
    }

    [Fact]
    public void Judge_SaysDocument_WhenAPageWasScanned()
    {
        using var image = DrawnImage.Draw(904, 1280, (x, y) =>
            DrawnText.IsInk(x - 90, y - 90, 1) && x < 810 && y < 1100 ? ((byte)20, (byte)20, (byte)20) : ((byte)254, (byte)254, (byte)253));

        Assert.Equal("document", PictureForms.Judge(image, FromScanner)?.TagId);
    }

    [Fact]
    public void Judge_SaysScreenshot_WhenAScreenWasSaved()
    {
        using var image = Screen();

        var form = PictureForms.Judge(image, FromPhoneScreen);

        Assert.Equal(("screenshot", true), (form?.TagId, form?.HidesContent));
    }

    [Fact]
    public void Judge_DoesNotSayScreenshot_WhenACameraTookIt()
    {
        using var image = Screen();

        Assert.NotEqual("screenshot", PictureForms.Judge(image, FromPhoneScreen with { HasCamera = true })?.TagId);
        Assert.NotEqual("screenshot", PictureForms.Judge(image, FromPhoneScreen with { Format = "JPEG" })?.TagId);
    }

    [Fact]
    public void Judge_DoesNotSayScreenshot_WhenAPhotoWasSavedWithoutLoss()
    {
        using var image = DrawnImage.Draw(592, 1280, DrawnText.Photo);

        Assert.Null(PictureForms.Judge(image, FromPhoneScreen));
    }

    [Theory]
    [InlineData(20, 2)]
    [InlineData(500, 1)]
    public void Judge_SaysMeme_WhenOutlinedLettersStandAtAnEdge(int top, int lines)
    {
        using var image = DrawnText.Captioned(800, 600, top, lines, 6);

        var form = PictureForms.Judge(image, FromTheWeb);

        Assert.Equal("meme", form?.TagId);
        Assert.False(form!.HidesContent);
        Assert.InRange(form.LastRow - form.FirstRow, 0.6f, 0.95f);
    }

    [Fact]
    public void Judge_SaysMeme_WhenAWhiteBarWithLettersStandsOverAPhoto()
    {
        using var image = DrawnImage.Draw(800, 640, (x, y) => y >= 110
            ? DrawnText.Photo(x, y)
            : DrawnText.IsInk(x - 40, y - 20, 4) && x < 760 && y < 90 ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255));

        Assert.Equal("meme", PictureForms.Judge(image, FromTheWeb)?.TagId);
    }

    [Fact]
    public void Judge_DoesNotSayMeme_WhenStripesFillThePicture()
    {
        using var image = DrawnImage.Draw(800, 600, (x, _) =>
            (x / 9) % 2 == 0 ? ((byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0));

        Assert.NotEqual("meme", PictureForms.Judge(image, FromTheWeb)?.TagId);
    }

    [Fact]
    public void Judge_SaysNothing_WhenAPictureIsTiny()
    {
        using var image = DrawnImage.Draw(100, 100, (x, y) => DrawnText.IsInk(x, y, 1) ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255));

        Assert.Null(PictureForms.Judge(image, FromPhoneScreen));
    }

    [Theory]
    [InlineData("objects-imagenet", 1)]
    [InlineData("landmarks", 1)]
    [InlineData("faces-lfw", 25)]
    public void Judge_TakesNoPhotoForAnythingElse(string folder, int every)
    {
        using var decoder = new PhotoDecoder(new MediaOptions());
        var photos = Directory.EnumerateFiles(SharedData.Require($"data/{folder}"), "*", SearchOption.AllDirectories)
            .Where(file => MediaFormats.FromFileName(file)?.Kind == MediaKind.Photo)
            .Order(StringComparer.Ordinal).Where((_, index) => index % every == 0).ToList();
        var taken = new List<string>();

        foreach (var path in photos)
        {
            try
            {
                using var photo = decoder.Decode(path, 1280, TestContext.Current.CancellationToken);
                if (PictureForms.Judge(photo.Image, PhotoOrigin.Of(photo, new PhotoMetadata())) is { } form)
                    taken.Add($"{Path.GetFileName(path)}: {form.TagId}");
            }
            catch (UnreadableMediaException)
            {
                // Some files of the folder hold web pages.
            }
        }

        Assert.True(photos.Count > 40);
        Assert.Empty(taken);
    }

    private static PixelImage Screen() => DrawnImage.Draw(592, 1280, (x, y) =>
    {
        if (y < 90)
            return DrawnText.IsInk(x - 40, y - 30, 3) && x < 300 && y < 60 ? ((byte)255, (byte)255, (byte)255) : ((byte)33, (byte)110, (byte)200);
        var (row, inRow) = ((y - 90) / 120, (y - 90) % 120);
        if (inRow < 2)
            return (220, 220, 220);
        if (x is > 20 and < 92 && inRow is > 20 and < 92)
            return DrawnText.Photo(x + (row * 31), y);
        return DrawnText.IsInk(x - 120, inRow - 24, 2) && x < 520 && inRow < 80 ? ((byte)30, (byte)30, (byte)30) : ((byte)250, (byte)250, (byte)250);
    });
}
