using Eso.Operator.Api;
using Eso.Operator.Controllers.FanOut;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.ClusterPushSecrets;

/// <summary>ClusterPushSecret: PushSecrets in many namespaces (eso.md §4.3).</summary>
internal static class ClusterPushSecretController
{
    public static FanOutController Make(OperatorContext context) => new(context, new FanOutKind
    {
        ControllerName = "clusterpushsecret",
        Parent = EsoTypes.ClusterPushSecret,
        Child = EsoTypes.PushSecret,
        Prefix = "pushSecret",
        ConflictReason = "push secret already exists in namespace",
        SelectionFailure = ("external-secrets-controller", "failed to get target Namespaces"),
    });
}
