using Recognize.Models.Landmarks.Gazetteer;
using Recognize.Models.Landmarks.Places;

namespace Recognize.Tests.Landmarks.Gazetteer;

public sealed class GazetteerFileTests
{
    private const string Head =
        "id\tkind\tcountry\tlatitude\tlongitude\tradius\ten\tde\tfr\tes\tit\tnl\tpt\tpl\taliases\n";

    [Fact]
    public void Read_TakesALineAsItIsDocumented()
    {
        var line = "victoria-falls\told-town\tZM,ZW\t-17.9243\t25.8560\t2500\tVictoria Falls\tViktoriafälle\t\t\t\t\t\t\tThe Smoke; Mosi\n";

        var landmark = Assert.Single(GazetteerFile.Read(Head + line));

        Assert.Equal(("victoria-falls", LandmarkKind.OldTown), (landmark.Id, landmark.Kind));
        Assert.Equal(["ZM", "ZW"], landmark.Countries);
        Assert.Null(landmark.Country);
        Assert.Equal((new GeoPoint(-17.9243, 25.856), 2500), (landmark.Center, landmark.RadiusMetres));
        Assert.Equal(["Victoria Falls", "Viktoriafälle"], landmark.Names.Values);
        Assert.Equal(["The Smoke", "Mosi"], landmark.Aliases);
    }

    [Theory]
    [InlineData("Eiffel\ttower\tFR\t48.8584\t2.2945\t300", "lower-case")]
    [InlineData("eiffel\ttowre\tFR\t48.8584\t2.2945\t300", "towre")]
    [InlineData("eiffel\ttower\tFrance\t48.8584\t2.2945\t300", "two letters")]
    [InlineData("eiffel\ttower\tFR\t48,8584\t2.2945\t300", "where a number")]
    [InlineData("eiffel\ttower\tFR\t98.8584\t2.2945\t300", "on the earth")]
    [InlineData("eiffel\ttower\tFR\tnorth\t2.2945\t300", "north")]
    [InlineData("eiffel\ttower\tFR\t0\t0\t300", "on the earth")]
    [InlineData("eiffel\ttower\tFR\t48.8584\t2.2945\t5", "radius")]
    [InlineData("eiffel\ttower\tFR\t48.8584\t2.2945\tNaN", "radius")]
    [InlineData("eiffel\ttower\tFR\t48.8584\t2.2945\t300000", "radius")]
    public void Read_RefusesABadLine_AndSaysWhatIsWrong(string start, string expected)
    {
        var line = $"{start}\tEiffel Tower\t\t\t\t\t\t\t\t\n";

        var error = Assert.Throws<FormatException>(() => GazetteerFile.Read(Head + line).ToList());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KindName_IsLowerCaseWithDashes()
    {
        Assert.Equal("old-town", GazetteerFile.KindName(LandmarkKind.OldTown));
        Assert.Equal("tower", GazetteerFile.KindName(LandmarkKind.Tower));
    }
}
