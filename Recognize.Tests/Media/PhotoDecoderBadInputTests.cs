using System.Diagnostics;
using System.Text;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class PhotoDecoderBadInputTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly PhotoDecoder _decoder = new(new MediaOptions());

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("jpegsave", "ends too early")]
    [InlineData("pngsave", "ends too early")]
    [InlineData("webpsave", "ends too early")]
    [InlineData("gifsave", "ends too early")]
    [InlineData("tiffsave", "damaged")]
    [InlineData("jxlsave", "damaged")]
    public void Decode_SaysThatPartIsMissing_WhenAFileIsCutShort(string saver, string reason)
    {
        DrawnPhoto.Save(_folder["whole"], saver, 800, 600);
        var whole = File.ReadAllBytes(_folder["whole"]);
        _folder.Write("cut", whole.AsSpan(0, whole.Length / 2));

        Assert.Contains(reason, RefusalOf("cut"), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RefusesAHugePng_FromItsHeader()
    {
        var png = DrawnPhoto.BlankPng(30_000, 30_000);
        _folder.Write("huge.png", png);
        var clock = Stopwatch.StartNew();

        var reason = RefusalOf("huge.png");

        Assert.InRange(png.Length, 1, 200_000);
        Assert.Equal("30000 x 30000 pixels is more than the limit of 300 million pixels.", reason);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Decode_StreamsALargePng_WithinItsLimits()
    {
        _folder.Write("large.png", DrawnPhoto.BlankPng(12_000, 9_000));

        using var photo = _decoder.Decode(_folder["large.png"], 640, TestContext.Current.CancellationToken);

        Assert.Equal((640, 480), (photo.Image.Width, photo.Image.Height));
        Assert.Equal((0, 0, 0), DrawnPhoto.Quarter(photo.Image, 0, 0));
    }

    [Fact]
    public void Decode_SaysThatItTookTooLong_WhenTheTimeLimitPasses()
    {
        _folder.Write("large.png", DrawnPhoto.BlankPng(15_000, 15_000));
        using var hurried = new PhotoDecoder(new MediaOptions { DecodeTimeout = TimeSpan.FromMilliseconds(30) });

        var refusal = Assert.Throws<UnreadableMediaException>(
            () => hurried.Decode(_folder["large.png"], 640, TestContext.Current.CancellationToken));

        Assert.Contains("took longer than the limit", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_StopsAsCancelled_WhenTheCallerCancels()
    {
        _folder.Write("large.png", DrawnPhoto.BlankPng(15_000, 15_000));
        using var cancelling = new CancellationTokenSource();
        // On a thread of its own: the pool's may all be taken by other tests until the photo is decoded.
        var caller = new Thread(() =>
        {
            Thread.Sleep(30);
            cancelling.Cancel();
        });
        caller.Start();

        Assert.ThrowsAny<OperationCanceledException>(
            () => _decoder.Decode(_folder["large.png"], 640, cancelling.Token));
        caller.Join();
    }

    [Theory]
    [InlineData("Dear diary, today was fine.", "text")]
    [InlineData("\n<!DOCTYPE html><html><body>404</body></html>", "web page")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("%PDF-1.4 and so on", "PDF")]
    [InlineData("P6 2 2 255 abcdefghijkl", "text")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zeros")]
    public void Decode_NamesWhatTheFileHolds_WhenItIsNoPhoto(string content, string named)
    {
        _folder.Write("photo.jpg", Encoding.UTF8.GetBytes(content));

        var reason = RefusalOf("photo.jpg");

        Assert.StartsWith("This is not a photo", reason, StringComparison.Ordinal);
        Assert.Contains(named, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_SaysThatTheFileIsEmpty_WhenItIs()
    {
        _folder.Write("photo.jpg", []);

        Assert.Equal("The file is empty.", RefusalOf("photo.jpg"));
    }

    [Fact]
    public void Decode_RefusesRandomBytes_BehindEverySignature()
    {
        var random = new Random(7);
        byte[][] signatures =
        [
            [0xFF, 0xD8, 0xFF, 0xE0], [0x89, .. "PNG\r\n\x1A\n"u8], [.. "RIFF\xFF\0\0\0WEBPVP8 "u8], [.. "GIF89a"u8],
            [.. "II*\0\x08\0\0\0"u8], [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8], [0xFF, 0x0A],
            [.. "BM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0], [.. "FUJIFILMCCD-RAW "u8],
            [0, 0, 0, 24, .. "ftypcrx \0\0\0\0crx isom"u8], [.. "IIRO\x08\0\0\0"u8], [.. "IIU\0\x08\0\0\0"u8],
        ];
        foreach (var signature in signatures)
        {
            for (var attempt = 0; attempt < 20; attempt++)
            {
                var noise = new byte[random.Next(1, 5000)];
                random.NextBytes(noise);
                _folder.Write("noise", [.. signature, .. noise]);

                Assert.NotEmpty(RefusalOf("noise"));
            }
        }
    }

    [Fact]
    public void Decode_EndsOneWayOrTheOther_WhenBytesAreFlipped()
    {
        var random = new Random(11);
        foreach (var saver in new[] { "jpegsave", "pngsave", "webpsave", "gifsave", "tiffsave" })
        {
            DrawnPhoto.Save(_folder["whole"], saver, 120, 90);
            var whole = File.ReadAllBytes(_folder["whole"]);
            for (var attempt = 0; attempt < 40; attempt++)
            {
                var flipped = (byte[])whole.Clone();
                for (var i = 0; i < 5; i++)
                    flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
                _folder.Write("flipped", flipped);

                try
                {
                    using var photo = _decoder.Decode(_folder["flipped"], 64, TestContext.Current.CancellationToken);
                    Assert.InRange(photo.Image.Width, 1, 64);
                }
                catch (UnreadableMediaException e)
                {
                    Assert.DoesNotContain(_folder.Root, e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Decode_LetsFileTroubleThrough_AsSuch()
    {
        var token = TestContext.Current.CancellationToken;

        Assert.Throws<FileNotFoundException>(() => _decoder.Decode(_folder["gone.jpg"], 640, token));
        Assert.Throws<DirectoryNotFoundException>(() => _decoder.Decode(_folder["no/where.jpg"], 640, token));
        Assert.Throws<UnauthorizedAccessException>(() => _decoder.Decode(_folder.Root, 640, token));
    }

    [Fact]
    public void Decode_RefusesADevice_InsteadOfWaitingForIt()
    {
        var refusal = Assert.Throws<UnreadableMediaException>(
            () => _decoder.Decode("/dev/zero", 640, TestContext.Current.CancellationToken));

        Assert.Contains("not a file", refusal.Message, StringComparison.Ordinal);
    }

    private string RefusalOf(string name)
    {
        var refusal = Assert.Throws<UnreadableMediaException>(
            () => _decoder.Decode(_folder[name], 640, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_folder.Root, refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }
}
