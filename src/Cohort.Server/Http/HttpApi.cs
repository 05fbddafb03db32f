using Cohort.Server.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cohort.Server.Http;

/// <summary>What is served over HTTP: keys, leases, changes as they happen, commands, and what the cluster is.</summary>
internal static class HttpApi
{
    /// <summary>By this header, or the query's "read", a reader says "local": what is here will do, though it may be older.</summary>
    public const string ReadHeader = "Cohort-Read";

    /// <summary>Maps all of it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/v1");
        api.AddEndpointFilter<Refusals>();
        KeyEndpoints.Map(api);
        CommandEndpoints.Map(api);
        LeaseEndpoints.Map(api);
        WatchEndpoints.Map(api);
        ClusterEndpoints.Map(api);
    }

    /// <summary>Whether what is here will do.</summary>
    public static bool ReadsLocally(HttpRequest request) =>
        request.Headers[ReadHeader] == "local" || request.Query["read"] == "local";

    /// <summary>The database that a request names, 0 where it names none.</summary>
    /// <returns>False where there is no such database.</returns>
    public static bool TryReadDatabase(HttpRequest request, out int database)
    {
        database = 0;
        string? given = request.Query["db"];
        return given is null || (int.TryParse(given, out database) && database is >= 0 and < Data.Keyspace.Databases);
    }

    /// <summary>A request makes no sense.</summary>
    public static IResult Bad(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>What is said where a database is named that there is not.</summary>
    public static IResult NoDatabase() => Bad($"db is a number from 0 to {Data.Keyspace.Databases - 1}.");

    /// <summary>Says with a status what the group cannot do, and why.</summary>
    private sealed class Refusals(RespServer server) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(
            EndpointFilterInvocationContext context,
            EndpointFilterDelegate next
        )
        {
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
            {
                return Unavailable(context.HttpContext, $"{server.Availability.Reason} {e.Message}");
            }
            catch (MessageTooLargeException e)
            {
                return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status413PayloadTooLarge);
            }
            catch (CohortException e)
            {
                return Unavailable(context.HttpContext, e.Message);
            }
        }

        private static IResult Unavailable(HttpContext context, string why)
        {
            context.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(why, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
