using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Operator.Api.Conversion;

namespace Eso.Emulator.Grounds;

/// <summary>The operator's conversion between v1beta1 and v1 without the webhook around it.</summary>
internal sealed class OperatorConversion : IObjectConverter
{
    public static readonly OperatorConversion Instance = new();

    public ValueTask<JsonObject> ConvertAsync(JsonObject obj, string desiredApiVersion, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(VersionConverter.Convert(obj, desiredApiVersion));
        }
        catch (ArgumentException e)
        {
            throw KubeErrors.Unknown(e.Message);
        }
    }
}
