using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>
/// Lets field management, which is plain computing, look at objects in other versions, which only a webhook can make: what
/// is missing ends the computation, is asked for, and the computation is begun anew.
/// </summary>
internal sealed class OtherVersions(WriteScope scope, IObjectConverter converter) : IOtherVersions
{
    private readonly Dictionary<(string ApiVersion, string Text), JsonObject> known = [];

    /// <summary>Runs a computation that has no effect until it ends.</summary>
    public static async ValueTask<T> WithAsync<T>(WriteScope scope, Func<IOtherVersions?, T> compute)
    {
        if (scope.Kind.Converter is not { } converter)
        {
            return compute(null);
        }

        var versions = new OtherVersions(scope, converter);
        while (true)
        {
            try
            {
                return compute(versions);
            }
            catch (MissingVersionException e)
            {
                // Each round knows one form more, and there are two for each of the kind's versions.
                await versions.AskAsync(e.Missing, e.ApiVersion).ConfigureAwait(false);
            }
        }
    }

    public MergeType? TypeOf(string apiVersion) =>
        scope.Core.Kinds.ByStorage(scope.Kind.StorageKey).FirstOrDefault(k => k.Resource.ApiVersion == apiVersion) is { } kind
            ? FieldTracking.TypeOf(kind)
            : null;

    public JsonObject Convert(JsonObject obj, string apiVersion) =>
        known.TryGetValue((apiVersion, obj.ToJsonString()), out var converted)
            ? converted
            : throw new MissingVersionException(obj, apiVersion);

    private async ValueTask AskAsync(JsonObject obj, string apiVersion) =>
        known[(apiVersion, obj.ToJsonString())] =
            await converter.ConvertAsync(obj, apiVersion, scope.Cancellation).ConfigureAwait(false);

    private sealed class MissingVersionException(JsonObject missing, string apiVersion) : Exception
    {
        public JsonObject Missing { get; } = missing;

        public string ApiVersion { get; } = apiVersion;
    }
}
