using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Api.Http;

/// <summary>How contracts are written as JSON: camel case, enums by name.</summary>
internal static class JsonContracts
{
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(options =>
    {
        options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        // A number is written as a number; generated clients then see one type.
        options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        options.SerializerOptions.RespectRequiredConstructorParameters = true;
        options.SerializerOptions.RespectNullableAnnotations = true;
    });
}
