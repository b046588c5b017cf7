using Microsoft.Extensions.DependencyInjection;
using Recognize.Models;
using Recognize.Models.Jobs;
using Recognize.Models.Persistence.Embedded;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Limits;

internal static class LimitsRegistration
{
    /// <summary>What a worker may use of its machine; needs the home and the database.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddSingleton<IMachineReadings, LinuxReadings>()
        .AddSingleton<WorkLimitsStore>()
        .AddSingleton<LimitsSource>()
        .AddSingleton<CpuBudget>()
        .AddSingleton(provider => new FileAdmission(
            provider.GetRequiredService<IMachineReadings>(), provider.GetRequiredService<TimeProvider>(), () =>
            {
                provider.GetService<DecoderPool>()?.EndIdle();
                MemoryRelease.Run();
            }))
        .AddSingleton(provider => new HoldBackRules(
            provider.GetRequiredService<IMachineReadings>(),
            provider.GetRequiredService<TimeProvider>(),
            Disks(provider.GetRequiredService<RecognizeHome>(), provider.GetRequiredService<DatabaseServer>())))
        .AddSingleton<WorkGate>();

    /// <summary>Where workers write. The disk of an own server is its operator's business.</summary>
    private static (string Folder, string Name)[] Disks(RecognizeHome home, DatabaseServer database) =>
        database.IsEmbedded
            ? [(home.Thumbnails, "the thumbnails"), (home.Postgres, "the database")]
            : [(home.Thumbnails, "the thumbnails")];
}
