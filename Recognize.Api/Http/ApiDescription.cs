using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Recognize.Api.Accounts;
using Recognize.Api.Hosting;

namespace Recognize.Api.Http;

/// <summary>The OpenAPI document: what the routes do not say of themselves.</summary>
internal static class ApiDescription
{
    private const string CookieScheme = "session";
    private const string BearerScheme = "token";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeDocument);
        options.AddOperationTransformer(DescribeSecurity);
        options.AddSchemaTransformer(DescribeNames);
    });

    /// <summary>In a query an enum is its name, not an object that holds one.</summary>
    private static Task DescribeNames(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(NameOf<>))
            return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        schema.Properties?.Clear();
        schema.Required?.Clear();
        schema.Enum = [.. Enum.GetNames(type.GenericTypeArguments[0]).Select(name => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(name))];
        return Task.CompletedTask;
    }

    private static Task DescribeDocument(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Recognize",
            Version = "v1",
            Description = "People, tags and media of one home's library. Every answer holds the caller's own data only, and what others share with the caller.",
        };
        document.Servers?.Clear();
        if (context.ApplicationServices.GetRequiredService<ApiSettings>().Transport.BasePath is { Length: > 0 } basePath)
            document.Servers = [new OpenApiServer { Url = basePath }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [CookieScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionCookie.Name,
                Description = "Set by POST /api/session.",
            },
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token with the scopes that the operation asks for.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task DescribeSecurity(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd("503", new OpenApiResponse { Description = "The database is not available." });
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
            return Task.CompletedTask;
        }

        operation.Responses.TryAdd("401", new OpenApiResponse { Description = "Nobody is signed in." });
        operation.Responses.TryAdd("403", new OpenApiResponse
        {
            Description = "The token lacks a scope, the password must be changed first, another site asks, or a session lacks the header X-Recognize.",
        });
        var scopes = metadata.OfType<RequiredScope>().Select(required => required.Scope).ToList();
        var security = new List<OpenApiSecurityRequirement>
        {
            new() { [new OpenApiSecuritySchemeReference(CookieScheme, context.Document)] = [] },
        };
        if (scopes.Count > 0)
        {
            security.Add(new() { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = scopes });
            operation.Description = $"Scope: {string.Join(", ", scopes)}.";
        }
        if (metadata.OfType<AdminOnly>().Any())
        {
            operation.Description = $"{operation.Description} Admins only.".TrimStart();
            operation.AddExtension("x-admins-only", new JsonNodeExtension(true));
        }
        operation.Security = security;
        return Task.CompletedTask;
    }
}
