using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Operator.Api.Conversion;

namespace Eso.Emulator.Grounds;

/// <summary>The operator's conversion between v1beta1 and v1 without the webhook around it.</summary>
internal sealed class OperatorConversion : IObjectConverter
{
    public static readonly OperatorConversion Instance = new();

    public ValueTask<IReadOnlyList<JsonObject>> ConvertAsync(
        IReadOnlyList<JsonObject> objects, string desiredApiVersion, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<JsonObject> converted = [.. objects.Select(o => VersionConverter.Convert(o, desiredApiVersion))];
            return ValueTask.FromResult(converted);
        }
        catch (ArgumentException e)
        {
            throw new ObjectConversionException(e.Message);
        }
    }
}
