using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>What CRDs need from the schema engine and from webhooks.</summary>
internal static class SchemaCompiler
{
    public static ICustomSchema Compile(JsonObject schema) => new Open();

    public static IObjectConverter? Converter(KubeCore core, JsonObject crd)
    {
        _ = (core, crd);
        return null;
    }

    private sealed class Open : ICustomSchema
    {
        public void Default(JsonObject obj)
        {
        }

        public void Prune(JsonObject obj, List<string>? unknown)
        {
        }

        public IEnumerable<FieldError> Validate(JsonObject obj, JsonObject? old) => [];
    }
}
