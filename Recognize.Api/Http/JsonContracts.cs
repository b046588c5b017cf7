using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Api.Http;

/// <summary>How contracts are written as JSON: camel case, enums by name.</summary>
internal static class JsonContracts
{
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(options =>
    {
        options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.SerializerOptions.RespectRequiredConstructorParameters = true;
        options.SerializerOptions.RespectNullableAnnotations = true;
    });
}
