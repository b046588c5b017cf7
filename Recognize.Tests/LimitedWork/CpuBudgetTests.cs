using Recognize.Worker.Limits;

namespace Recognize.Tests.LimitedWork;

public sealed class CpuBudgetTests
{
    private readonly DrawnMachine _machine = new();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1.5, 2)]
    [InlineData(2, 4)]
    public void Wait_KeepsUseAtTheLimit_WhateverTheThreadsWouldTake(double cores, double hunger)
    {
        var budget = new CpuBudget(_machine, _machine);
        var (began, before) = (_machine.Now, _machine.ProcessorTime);

        for (var file = 0; file < 500; file++)
        {
            _machine.Pass(budget.Wait(cores).TotalSeconds);
            _machine.Pass(0.1, 0.1 * hunger);
        }

        var use = (_machine.ProcessorTime - before) / (_machine.Now - began);
        Assert.InRange(use, cores * 0.95, cores * 1.02);
    }

    [Fact]
    public void Wait_IsNothing_WithoutALimitOrBelowIt()
    {
        var budget = new CpuBudget(_machine, _machine);
        _machine.Pass(10, 20);
        Assert.Equal(TimeSpan.Zero, budget.Wait(null));

        // What was used before there was a limit is not owed.
        Assert.Equal(TimeSpan.Zero, budget.Wait(1));
        for (var file = 0; file < 50; file++)
        {
            _machine.Pass(1, 0.9);
            Assert.Equal(TimeSpan.Zero, budget.Wait(1));
        }
    }

    [Fact]
    public void Wait_IsBounded_WhenALongDecoderIsCountedAtItsEnd()
    {
        var budget = new CpuBudget(_machine, _machine);
        budget.Wait(1);

        _machine.Pass(1, 600);

        Assert.Equal(5, budget.Wait(1).TotalSeconds, 0.01);
    }

    [Fact]
    public void Wait_BridgesNoMoreThanAMoment_AfterALongRest()
    {
        var budget = new CpuBudget(_machine, _machine);
        budget.Wait(1);
        _machine.Pass(3600);
        budget.Wait(1);

        _machine.Pass(1, 2);

        Assert.Equal(0.5, budget.Wait(1).TotalSeconds, 0.01);
    }
}
