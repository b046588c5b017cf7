using Microsoft.Extensions.DependencyInjection;
using Recognize.Models.Erasure;

namespace Recognize.Worker.Erasure;

/// <summary>Services that erase.</summary>
internal static class ErasureRegistration
{
    public static IServiceCollection AddErasure(this IServiceCollection services) => services
        .AddSingleton<ErasureRequests>()
        .AddSingleton<OwnerStandstill>()
        .AddSingleton<FileErasure>()
        .AddSingleton<FaceErasure>()
        .AddSingleton<PersonErasure>()
        .AddSingleton<UserErasure>()
        .AddSingleton<StorageRewrite>();
}
