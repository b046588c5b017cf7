using Recognize.Models.Media.Photos;

namespace Recognize.Tests.Media;

public sealed class IccProfileTests
{
    [Fact]
    public void ConvertToSrgb_LeavesGreysAlone_AndWidensRed_FromDisplayP3()
    {
        var profile = IccProfile.TryParse(TestProfiles.DisplayP3());
        byte[] pixels = [128, 128, 128, 255, 255, 255, 200, 100, 100];

        profile!.ConvertToSrgb(pixels);

        Assert.False(profile.IsSrgb);
        Assert.All(pixels[..3], value => Assert.InRange(value, 126, 130));
        Assert.All(pixels[3..6], value => Assert.InRange(value, 254, 255));
        Assert.InRange(pixels[6], 208, 220);
        Assert.InRange(pixels[7], 90, 99);
    }

    [Fact]
    public void TryParse_IsNull_ForOtherKindsAndCutShortProfiles()
    {
        var whole = TestProfiles.DisplayP3();
        var cmyk = (byte[])whole.Clone();
        "CMYK"u8.CopyTo(cmyk.AsSpan(16));

        Assert.Null(IccProfile.TryParse(cmyk));
        Assert.Null(IccProfile.TryParse([]));
        for (var length = 0; length < whole.Length - 16; length += 13)
            Assert.Null(IccProfile.TryParse(whole.AsSpan(0, length)));
    }
}
