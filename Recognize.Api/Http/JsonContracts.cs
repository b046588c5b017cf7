using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        options.SerializerOptions.TypeInfoResolver = options.SerializerOptions.TypeInfoResolver?.WithAddedModifier(RefuseNullsInLists);
    });

    /// <summary>The annotations that are respected end at the property: a list of what is never null may still hold nulls.</summary>
    private static void RefuseNullsInLists(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var nullability = new NullabilityInfoContext();
        var lists = type.Type.GetProperties()
            .Where(property => property.PropertyType is { IsGenericType: true } list
                && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !list.GenericTypeArguments[0].IsValueType
                && nullability.Create(property).GenericTypeArguments[0].ReadState == NullabilityState.NotNull)
            .ToList();
        if (lists.Count == 0)
            return;
        type.OnDeserialized = read =>
        {
            if (lists.Find(list => ((IEnumerable?)list.GetValue(read))?.Cast<object?>().Contains(null) == true) is { } broken)
                throw new JsonException($"The list '{JsonNamingPolicy.CamelCase.ConvertName(broken.Name)}' holds a null.");
        };
    }
}
