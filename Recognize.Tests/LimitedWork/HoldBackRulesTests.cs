using Recognize.Models.Jobs;
using Recognize.Worker.Limits;

namespace Recognize.Tests.LimitedWork;

public sealed class HoldBackRulesTests
{
    private readonly DrawnMachine _machine = new();
    private readonly HoldBackRules _rules;

    public HoldBackRulesTests() => _rules = new HoldBackRules(_machine, _machine, [("/thumbnails", "the thumbnails")]);

    [Fact]
    public void Judge_BlocksBelowTheFloor_AndGoesOnWhenThereIsClearlyRoom()
    {
        Assert.Null(Judge(new()));
        _machine.Free = 499.5;
        Assert.Equal(
            new HoldBack(WorkerStatus.Blocked, "Less than 500 MiB are free on the disk of the thumbnails: 499 MiB."), Judge(new()));

        _machine.Free = 540;
        Assert.NotNull(Judge(new()));
        _machine.Free = 551;
        Assert.Null(Judge(new()));
        _machine.Free = 540;
        Assert.Null(Judge(new()));
        Assert.NotNull(Judge(new() { FreeDiskMiB = 600 }));
        Assert.Null(Judge(new() { FreeDiskMiB = 0 }));
    }

    [Fact]
    public void Judge_BlocksWhileTheDiskIsGone()
    {
        _machine.IsDiskGone = true;
        Assert.Equal("The disk of the thumbnails cannot be reached.", Judge(new())?.Reason);

        _machine.IsDiskGone = false;
        Assert.Null(Judge(new()));
    }

    [Fact]
    public void Judge_TriesAgainAfterGrowingPauses_WhenWritesAreRefusedAlthoughThereIsRoom()
    {
        var pauses = new List<double>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            _rules.WriteWasRefused();
            // Of the same moment, by another thread.
            _rules.WriteWasRefused();
            var began = _machine.Now;
            while (Judge(new()) is { } held)
            {
                Assert.Equal(WorkerStatus.Blocked, held.Status);
                _machine.Pass(1);
            }
            pauses.Add((_machine.Now - began).TotalSeconds);
        }

        Assert.Equal([15, 30, 60, 120, 240, 300, 300, 300], pauses);
        _machine.Pass(3600);
        _rules.WriteWasRefused();
        _machine.Pass(15);
        Assert.Null(Judge(new()));
    }

    [Fact]
    public void Judge_TellsWhenTheQuietHoursEnd_InTheTimeOfTheMachine()
    {
        // Noon in Greenwich is 14:00 here, on a Sunday.
        var limits = new WorkLimits { QuietHours = [QuietWindow.Parse("14:00-06:00")] };

        Assert.Equal(new HoldBack(WorkerStatus.Yielding, "Quiet hours until 06:00."), Judge(limits));
        Assert.Null(_rules.Judge(limits, heedsQuietHours: false));
        _machine.Pass(16 * 3600);
        Assert.Null(Judge(limits));
    }

    [Fact]
    public void Judge_YieldsAboveTheLoad_UntilItHasClearlyFallen()
    {
        var limits = new WorkLimits { Load = 4 };
        _machine.LoadAverage = 4;
        Assert.Null(Judge(limits));

        _machine.LoadAverage = 5.1;
        Assert.Equal(new HoldBack(WorkerStatus.Yielding, "The load average is 5.1, and the limit is 4.0."), Judge(limits));
        _machine.LoadAverage = 3.8;
        Assert.NotNull(Judge(limits));
        _machine.LoadAverage = 3.5;
        Assert.Null(Judge(limits));
    }

    private HoldBack? Judge(WorkLimits limits) => _rules.Judge(limits, heedsQuietHours: true);
}
