using Recognize.Models.Media.Vips;

namespace Recognize.Tests.Media;

public sealed class OneCoreTests
{
    [Fact]
    public void Enter_LeavesOneProcessorToTheThread_UntilDisposed()
    {
        var before = AllowedProcessors();

        string within;
        using (OneCore.Enter())
            within = AllowedProcessors();

        Assert.Matches("^[0-9]+$", within);
        Assert.Equal(before, AllowedProcessors());
    }

    private static string AllowedProcessors() => File.ReadLines("/proc/thread-self/status")
        .Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];
}
