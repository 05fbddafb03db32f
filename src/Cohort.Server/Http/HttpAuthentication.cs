using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Cohort.Server.Connections;
using Microsoft.AspNetCore.Http;

namespace Cohort.Server.Http;

/// <summary>Asks for the password, if there is one: as a bearer token, or as the password of any user. Health needs none.</summary>
/// <param name="options">What is set.</param>
internal sealed class HttpAuthentication(RespOptions options) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (options.Password is not { } password || context.Request.Path.StartsWithSegments("/health"))
            return next(context);
        if (IsRight(context.Request.Headers.Authorization, password))
        {
            // Whoever knows the password is known.
            context.User = new ClaimsPrincipal(new ClaimsIdentity("password"));
            return next(context);
        }
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"cohort\", charset=\"UTF-8\"";
        return TypedResults
            .Problem(
                "The password is needed: as a bearer token, or as the password of any user.",
                statusCode: StatusCodes.Status401Unauthorized
            )
            .ExecuteAsync(context);
    }

    private static bool IsRight(string? header, string password)
    {
        if (
            !AuthenticationHeaderValue.TryParse(header, out AuthenticationHeaderValue? given) || given.Parameter is null
        )
            return false;
        byte[]? said = given.Scheme.ToLowerInvariant() switch
        {
            "bearer" => Encoding.UTF8.GetBytes(given.Parameter),
            "basic" => PasswordIn(given.Parameter),
            _ => null,
        };
        return said is not null
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(said),
                SHA256.HashData(Encoding.UTF8.GetBytes(password))
            );
    }

    private static byte[]? PasswordIn(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
            return null;
        int colon = Array.IndexOf(bytes, (byte)':', 0, length);
        return colon < 0 ? null : bytes[(colon + 1)..length];
    }
}
