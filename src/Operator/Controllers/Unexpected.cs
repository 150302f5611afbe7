using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Operator.Hosting;
using Eso.Operator.Telemetry;

namespace Eso.Operator.Controllers;

/// <summary>
/// Failures nobody foresaw: a fault of ours or a provider's. The user still gets a condition and an event; the details,
/// which might hold anything, go to the log's exception alone.
/// </summary>
internal static class Unexpected
{
    public static bool Is(Exception e, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && e is not KubeException { IsConflict: true };

    public static string Text(OperatorContext context, string controller, JsonObject about, Exception e)
    {
        ControllerLog.Failed(context.Logger, controller, new ObjectKey(about.Namespace(), about.Name()), e);
        return $"internal error ({e.GetType().Name}); the operator's log tells more";
    }
}
