using Recognize.Models.Erasure;

namespace Recognize.Api.Erasure;

internal static class ErasureApi
{
    /// <summary>Asking for erasures and reading their reports.</summary>
    public static IServiceCollection AddErasureApi(this IServiceCollection services) => services
        .AddSingleton<ErasureRequests>()
        .AddScoped<ErasureScope>()
        .AddScoped<Confirmation>();
}
