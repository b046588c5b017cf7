using Recognize.Models;
using Recognize.Models.Jobs;

namespace Recognize.Tests.Jobs;

public sealed class WorkLimitsTests
{
    private static readonly DateTime SundayNoon = new(2026, 3, 1, 12, 0, 0);

    [Fact]
    public void FromJson_GivesBackWhatToJsonWrote()
    {
        var limits = new WorkLimits
        {
            Cores = 1.5, Threads = 3, InferenceThreads = 2, MemoryMiB = 2000, Load = 4, Niceness = WorkNiceness.BestEffort,
            FreeDiskMiB = 100, QuietHours = [QuietWindow.Parse("Mon-Fri 22:00-06:00")],
        };

        var json = limits.ToJson();
        var read = WorkLimits.FromJson(json);

        Assert.Contains("\"niceness\":\"best-effort\"", json, StringComparison.Ordinal);
        Assert.Equal(limits with { QuietHours = [] }, read with { QuietHours = limits.QuietHours } with { QuietHours = [] });
        Assert.Equal(limits.QuietHours, read.QuietHours);
        Assert.Equal(new WorkLimits(), WorkLimits.FromJson("{\"ofANewerProgram\":1}"));
    }

    [Theory]
    [InlineData("""{"cores":0.5}""", "cores")]
    [InlineData("""{"threads":0}""", "threads")]
    [InlineData("""{"memoryMiB":1}""", "memoryMiB")]
    [InlineData("""{"load":-1}""", "load")]
    [InlineData("""{"niceness":"rude"}""", "niceness")]
    [InlineData("""{"niceness":7}""", "niceness")]
    [InlineData("""{"quietHours":null}""", "quietHours")]
    [InlineData("""{"quietHours":["now"]}""", "now")]
    [InlineData("""{"quietHours":["00:00-12:00","12:00-24:00"]}""", "quietHours")]
    [InlineData("[]", "$")]
    [InlineData("null", "null")]
    public void FromJson_NamesTheLimit_WhenItCannotBeMeant(string json, string named)
    {
        var refusal = Assert.Throws<FormatException>(() => WorkLimits.FromJson(json));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuietUntil_FollowsWindowsThatMeet()
    {
        var limits = new WorkLimits
        {
            QuietHours = [QuietWindow.Parse("Sun 10:00-18:00"), QuietWindow.Parse("18:00-02:00")],
        };

        Assert.Equal(new DateTime(2026, 3, 2, 2, 0, 0), limits.Check().QuietUntil(SundayNoon));
        Assert.Null(limits.QuietUntil(SundayNoon.AddHours(-3)));
    }

    [Fact]
    public void Apply_LetsTheEnvironmentOfTheMachineDecide()
    {
        var installation = new WorkLimits
        {
            Cores = 4, MemoryMiB = 1000, Load = 3, QuietHours = [QuietWindow.Parse("22:00-06:00")],
        };
        var variables = new Dictionary<string, string>
        {
            [RecognizeSettings.Cores] = "1.5", [RecognizeSettings.Memory] = "none", [RecognizeSettings.Nice] = "idle",
            [RecognizeSettings.QuietHours] = "Sat 8:00-9:00; 12:00-13:00", [RecognizeSettings.FreeDisk] = "none",
        };

        var limits = WorkLimitsEnvironment.Apply(installation, variables.GetValueOrDefault);

        Assert.Equal(1.5, limits.Cores);
        Assert.Null(limits.MemoryMiB);
        Assert.Equal(3, limits.Load);
        Assert.Equal(WorkNiceness.Idle, limits.Niceness);
        Assert.Equal(0, limits.FreeDiskMiB);
        Assert.Equal(["Sat 08:00-09:00", "12:00-13:00"], limits.QuietHours.Select(window => window.ToString()));
    }

    [Fact]
    public void Apply_HoldsASmallMachineUnderItsCeilings_ButForWhatItsEnvironmentNames()
    {
        var stored = new WorkLimits { Cores = 4, MemoryMiB = 300, Load = 3 };
        var variables = new Dictionary<string, string>
        {
            [RecognizeSettings.Profile] = "small", [RecognizeSettings.Threads] = "3", [RecognizeSettings.InferenceThreads] = "none",
        };

        var limits = WorkLimitsEnvironment.Apply(stored, variables.GetValueOrDefault);

        Assert.Equal(1, limits.Cores);
        Assert.Equal(300, limits.MemoryMiB);
        Assert.Equal(3, limits.Load);
        Assert.Equal(3, limits.Threads);
        Assert.Null(limits.InferenceThreads);
    }

    [Theory]
    [InlineData(RecognizeSettings.Profile, "tiny")]
    [InlineData(RecognizeSettings.Cores, "0")]
    [InlineData(RecognizeSettings.Cores, "1,5")]
    [InlineData(RecognizeSettings.Threads, "many")]
    [InlineData(RecognizeSettings.Memory, "1G")]
    [InlineData(RecognizeSettings.Load, "-1")]
    [InlineData(RecognizeSettings.Nice, "rude")]
    [InlineData(RecognizeSettings.QuietHours, "at night")]
    public void Apply_NamesTheVariable_WhenItCannotBeUnderstood(string name, string value)
    {
        var refusal = Assert.Throws<FormatException>(
            () => WorkLimitsEnvironment.Apply(new WorkLimits(), asked => asked == name ? value : null));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(value, refusal.Message, StringComparison.Ordinal);
    }
}
