using Eso.Emulator.Kubernetes.Fields;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Fields;

public sealed class TypeTableTests
{
    [Fact]
    public void Fields_come_in_Go_order()
    {
        TypeTable.Shared.Find("io.k8s.api.core.v1.Secret")!.Fields.Select(f => f.Name)
            .Should().Equal("kind", "apiVersion", "metadata", "immutable", "data", "stringData", "type");
    }

    [Fact]
    public void Types_are_found_by_kind()
    {
        TypeTable.Shared.FindKind("apps", "v1", "Deployment")!.Name.Should().Be("io.k8s.api.apps.v1.Deployment");
        TypeTable.Shared.FindKind("", "v1", "Nothing").Should().BeNull();
    }

    [Fact]
    public void Lists_know_their_merge_keys()
    {
        var ports = TypeTable.Shared.Find("io.k8s.api.core.v1.Container")!.Field("ports")!;
        ports.PatchMergeKey.Should().Be("containerPort");
        ports.ListMapKeys.Should().Equal("containerPort", "protocol");
        ports.Object!.Field("containerPort")!.Value.Is32Bit.Should().BeTrue();
    }

    [Fact]
    public void Fields_of_embedded_messages_have_a_path()
    {
        TypeTable.Shared.Find("io.k8s.api.core.v1.Volume")!.Field("secret")!.ProtoPath.Should().Equal(2, 6);
    }

    [Fact]
    public void Every_type_can_be_read_and_every_reference_resolves()
    {
        foreach (var name in TypeTable.Shared.Names)
        {
            foreach (var field in TypeTable.Shared.Find(name)!.Fields)
            {
                for (var value = field.Value; value is not null; value = value.Item)
                {
                    (value.Shape != FieldShape.Object || value.Object is not null).Should().BeTrue($"{name}.{field.Name}");
                }
            }
        }
    }
}
