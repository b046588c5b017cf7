namespace Recognize.Api.Accounts;

/// <summary>What a bearer token must be allowed to do; a session may do everything.</summary>
internal sealed record RequiredScope(string Scope);

internal static class ScopeAuthorization
{
    /// <summary>Asks every route of the builder for a scope, and documents it.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        builder
            .RequireAuthorization(policy => policy
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.User.MayUse(scope)))
            .WithMetadata(new RequiredScope(scope));

    /// <summary>For routes about the session itself: a token has no session.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.IsSession()));
}
