using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Kubernetes.Configuration;
using Eso.Operator.Api;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Grounds;

/// <summary>
/// The embedded operator in the cluster: its own ServiceAccount with the rights of the deployment manifests, so that a
/// missing rule shows here and not in somebody's cluster. Its token is a static one, which neither costs a signature at
/// the start nor runs out when the clock leaps.
/// </summary>
internal static class OperatorAccount
{
    private const string User = $"system:serviceaccount:{OperatorRbac.Namespace}:{OperatorRbac.ServiceAccount}";

    private static readonly string[] Groups = ["system:serviceaccounts", $"system:serviceaccounts:{OperatorRbac.Namespace}"];

    /// <summary>What a world with an operator begins with.</summary>
    public static IReadOnlyList<JsonObject> Objects(bool genericTargets) =>
        genericTargets ? [.. OperatorRbac.Objects(), .. OperatorRbac.GenericTargetObjects()] : OperatorRbac.Objects();

    /// <summary>Not of the world's seed: whoever knows the seed must not be able to guess it.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static StaticToken Account => new(User, "", Groups);

    /// <summary>An administrator's request, made the operator's by a real server.</summary>
    public static void Impersonate(HttpContext http)
    {
        http.Request.Headers["Impersonate-User"] = User;
        http.Request.Headers["Impersonate-Group"] = new([.. Groups, "system:authenticated"]);
    }

    /// <summary>The administrator's connection, made the operator's.</summary>
    public static KubeConnection Connection(KubeConnection administrator, string token) => administrator with
    {
        ClientCertificate = null,
        Token = token,
        Namespace = OperatorRbac.Namespace,
    };
}
