using Recognize.Models.Jobs;
using Recognize.Tests.Support;

namespace Recognize.Tests.Jobs;

public sealed class WorkLimitsStoreTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_KeepsWhatBothHaveSet_WhenTwoAdminsChangeLimitsAtOnce()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var store = installation.Get<WorkLimitsStore>();
        Assert.Equal(new WorkLimits(), await store.ReadAsync(Token));

        await Task.WhenAll(
            store.ChangeAsync(limits => limits with { Cores = 2 }, "anna", Token),
            store.ChangeAsync(limits => limits with { Load = 5 }, "ben", Token),
            store.ChangeAsync(limits => limits with { MemoryMiB = 900 }, "cleo", Token));

        Assert.Equal(new WorkLimits { Cores = 2, Load = 5, MemoryMiB = 900 }.ToJson(), (await store.ReadAsync(Token)).ToJson());
    }

    [Fact]
    public async Task Change_LeavesWhatHolds_WhenTheNewLimitsMakeNoSense()
    {
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var store = installation.Get<WorkLimitsStore>();
        await store.ChangeAsync(limits => limits with { Threads = 2 }, "anna", Token);

        await Assert.ThrowsAsync<FormatException>(
            () => store.ChangeAsync(limits => limits with { Threads = 0 }, "ben", Token));

        Assert.Equal(2, (await store.ReadAsync(Token)).Threads);
        Assert.Equal("anna", await installation.ScalarAsync<string>("SELECT changed_by FROM system_settings WHERE key = 'limits'"));
    }
}
